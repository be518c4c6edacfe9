import type { Server } from 'node:http';
import { openDatabase } from '@atelier/queue/open-database.ts';
import { startRefusal } from '@atelier/queue/start-refusal.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { type Environment, readEnvironment } from '@atelier/runtime/environment.ts';
import { AtelierError } from '@atelier/runtime/errors.ts';
import { listen } from '@atelier/runtime/listen.ts';
import { createLog, type Log } from '@atelier/runtime/log.ts';
import { handleUncaught } from '@atelier/runtime/uncaught.ts';
import { openLanes } from '@atelier/worker/lanes.ts';
import { createAdaptorServer } from '@hono/node-server';
import { serviceApp } from './app.ts';
import { fleetOrders } from './fleet-orders.ts';
import { Keys } from './keys.ts';
import { LocalOrders } from './local-orders.ts';
import type { Orders } from './orders.ts';

export interface RunningService {
  /** where it listens */
  url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  host: string;
  /** 0: any free one */
  port: number;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]', '::1'];
/** ms that a request may take to arrive: 50 MB on a slow line */
const REQUEST_MS = 120_000;

/**
 * `atelier serve`: runs until Ctrl-C or SIGTERM.
 *
 * @returns the exit code
 */
export async function serve(options: ServeOptions): Promise<number> {
  const log = createLog('serve');
  const stopped = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.resolve());
  handleUncaught(log);
  let service: RunningService;
  try {
    service = await openService(options, readEnvironment(), log);
  } catch (error) {
    process.stderr.write(`The service could not start: ${startRefusal(error).line}\n`);
    return 1;
  }
  process.stdout.write(
    `Listening on ${service.url} (description: ${service.url}/openapi.json). Ctrl-C ends it.\n`,
  );
  await stopped.promise;
  await service.close();
  return 0;
}

/** Errors: environment.*, start.port, database.*, those of the painter. */
export async function openService(
  { host, port }: ServeOptions,
  environment: Environment,
  log: Log,
): Promise<RunningService> {
  const keys = new Keys(process.env.ATELIER_API_KEYS);
  const isHere = LOOPBACK.includes(host);
  if (!isHere && !keys.asked) {
    throw new AtelierError('environment.missing', {
      variable: 'ATELIER_API_KEYS',
      purpose: `keys of those who may order, as others reach a service on ${host} too`,
    });
  }
  const orders = await openOrders(environment, log);
  const app = serviceApp({ orders, keys, log, hosts: isHere ? LOOPBACK : null });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.requestTimeout = REQUEST_MS;
  try {
    await listen(server, { port, host: host.replace(/^\[|\]$/g, ''), variable: '--port' });
  } catch (error) {
    await orders.close();
    throw error;
  }
  const address = server.address() as { port: number };
  return {
    url: `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await orders.close();
    },
  };
}

async function openOrders(environment: Environment, log: Log): Promise<Orders> {
  if (environment.databaseUrl === null) return new LocalOrders(await openLanes(environment, log));
  const databaseUrl = await openDatabase(environment, log);
  return fleetOrders(
    await openWorkshop({ databaseUrl, log, name: 'atelier-serve', objects: environment.objects }),
  );
}
