import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP line to a database that can fail in every way that lines fail. */
export interface FailingLine {
  /** the database's address, through this line */
  url: string;
  /** Resets all connections, and refuses new ones until `mend`. */
  cut(): void;
  /** Nothing passes any more, neither way, and nobody says so; new connections come about and are as silent. */
  stall(): void;
  /** What is connected now is dead without a word, as when a router has forgotten it; new connections are fine. */
  forget(): void;
  /** Does something, once, when a client sends what contains `text`; that arrives, and its answer comes after. */
  when(text: string, act: () => void): void;
  /** New connections go to another server from now on; those that are there stay where they are. */
  lead(url: string): void;
  /** Everything is as it should be; what was forgotten is reset, what was stalled goes on. */
  mend(): void;
  close(): Promise<void>;
}

interface Pair {
  near: Socket;
  far: Socket;
  forgotten: boolean;
}

export async function proxyTo(databaseUrl: string): Promise<FailingLine> {
  let target = new URL(databaseUrl);
  let state: 'whole' | 'cut' | 'stalled' = 'whole';
  const pairs = new Set<Pair>();
  const awaited = new Map<string, () => void>();
  const listen = ({ near }: Pair) =>
    near.on('data', (chunk: Buffer) => {
      for (const [text, act] of awaited) {
        if (!chunk.includes(text)) continue;
        awaited.delete(text);
        act();
      }
    });
  const flow = ({ near, far }: Pair) => {
    near.pipe(far);
    far.pipe(near);
  };
  const hold = ({ near, far }: Pair) => {
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const)
      socket.unpipe(other).pause();
  };
  const drop = (pair: Pair) => {
    pairs.delete(pair);
    pair.near.resetAndDestroy();
    pair.far.destroy();
  };
  const server = createServer((near) => {
    near.on('error', () => {});
    if (state === 'cut') return void near.resetAndDestroy();
    const far = connect(Number(target.port), target.hostname);
    const pair = { near, far, forgotten: false };
    pairs.add(pair);
    far.on('error', () => {});
    // what is held says nothing, not even that its other end has gone
    const ended = () => {
      if (state !== 'stalled' && !pair.forgotten) drop(pair);
    };
    near.on('close', ended);
    far.on('close', ended);
    listen(pair);
    flow(pair);
    if (state === 'stalled') hold(pair);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const dropAll = () => pairs.forEach(drop);
  return {
    url: url.href,
    cut() {
      state = 'cut';
      dropAll();
    },
    stall() {
      state = 'stalled';
      pairs.forEach(hold);
    },
    forget() {
      for (const pair of pairs) {
        pair.forgotten = true;
        hold(pair);
      }
    },
    when(text, act) {
      awaited.set(text, act);
    },
    lead(other) {
      target = new URL(other);
    },
    mend() {
      const stalled = state === 'stalled';
      state = 'whole';
      for (const pair of pairs) {
        if (pair.forgotten || pair.near.destroyed || pair.far.destroyed) drop(pair);
        else if (stalled) flow(pair);
      }
    },
    async close() {
      dropAll();
      await new Promise((done) => server.close(done));
    },
  };
}
