import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import type { Stage } from './support.ts';

/** A line to Postgres that can be cut and mended: what a bot sees when the database goes away. */
export interface Line {
  /** the database's address, through this line */
  url: string;
  cut(): void;
  mend(): void;
}

export async function lineTo({ databaseUrl, defer }: Stage): Promise<Line> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  defer(async () => {
    drop();
    await new Promise((done) => server.close(done));
  });
  const near = new URL(databaseUrl);
  near.hostname = '127.0.0.1';
  near.port = String((server.address() as AddressInfo).port);
  return {
    url: near.href,
    cut() {
      whole = false;
      drop();
    },
    mend() {
      whole = true;
    },
  };
}
