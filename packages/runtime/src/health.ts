import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './listen.ts';
import { registry, watchProcess } from './metrics.ts';

export interface Health {
  ok: boolean;
  /** shown as JSON, for example `{ database: true, gateway: false }` */
  [detail: string]: string | number | boolean | null;
}

export interface HealthOptions {
  /** 0: any free one */
  port: number;
  /** an address of this machine, or 0.0.0.0 for all of them; default 127.0.0.1 */
  host?: string;
  /** whether it can do its work; a check that throws, or takes longer than 3 s, counts as not ok */
  check: () => Health | Promise<Health>;
  /** Sets what is read at the time of asking. What it throws leaves out nothing but that. */
  collect?: () => Promise<void>;
}

/** ms for a check: who asks has little patience, and no answer says less than a bad one */
const CHECK_MS = 3000;
/** ms for what `collect` reads; a scrape is given up after 10 s by default */
const COLLECT_MS = 5000;

/**
 * What a supervisor and an operator ask a process, by GET:
 * - /livez: 200 as long as it answers at all; who restarts what does not, asks this
 * - /readyz and /healthz: 200 while `check` says ok, else 503, with what it said as JSON. A database that is away makes
 *   it not ready, and no restart brings it back
 * - /metrics: every series, in Prometheus' form
 *
 * Error: start.port.
 */
export async function serveHealth(options: HealthOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { port, host = '127.0.0.1', check, collect } = options;
  watchProcess();
  const ready = async (response: ServerResponse) => {
    const health = await checked(check);
    answer(response, health.ok ? 200 : 503, 'application/json', `${JSON.stringify(health)}\n`);
  };
  const pages: Record<string, (response: ServerResponse) => Promise<void> | void> = {
    '/livez': (response) => answer(response, 200, 'application/json', '{"ok":true}\n'),
    '/readyz': ready,
    '/healthz': ready,
    '/metrics': async (response) => {
      const late = new AbortController();
      await Promise.race([collect?.(), sleep(COLLECT_MS, undefined, { signal: late.signal })]).catch(
        () => {},
      );
      late.abort();
      answer(response, 200, registry.contentType, await registry.metrics());
    },
  };
  const server = createServer(async (request, response) => {
    const page = pages[request.url?.split('?')[0] ?? ''];
    if (page === undefined) return void response.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
    await page(response);
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

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
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
