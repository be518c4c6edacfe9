import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './listen.ts';

export interface Health {
  ok: boolean;
  /** shown as JSON, for example `{ database: true, gateway: false }` */
  [detail: string]: string | number | boolean | null;
}

export interface HealthOptions {
  /** 0: any free one */
  port: number;
  host?: string;
  /** a check that throws, or takes longer than 3 s, counts as not ok */
  check: () => Health | Promise<Health>;
}

/** ms for a check: who asks has little patience, and no answer says less than a bad one */
const CHECK_MS = 3000;

/** `GET /healthz`: 200 while `check` says ok, else 503, with what it said as JSON. Error: start.port. */
export async function serveHealth(options: HealthOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { port, host = '0.0.0.0', check } = options;
  const server = createServer(async (request, response) => {
    if (request.url?.split('?')[0] !== '/healthz') return void response.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
    const health = await checked(check);
    response.writeHead(health.ok ? 200 : 503, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    response.end(`${JSON.stringify(health)}\n`);
  });
  await listen(server, { port, host, variable: 'ATELIER_HEALTH_PORT' });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function checked(check: HealthOptions['check']): Promise<Health> {
  const late = new AbortController();
  try {
    return await Promise.race([
      Promise.resolve().then(check),
      sleep(CHECK_MS, { ok: false, late: true }, { signal: late.signal }),
    ]);
  } catch {
    return { ok: false };
  } finally {
    late.abort();
  }
}
