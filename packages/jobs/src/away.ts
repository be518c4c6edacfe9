import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from './errors.ts';

/** Postgres' error classes in which the server, not the statement, is the trouble: connection, resources, shutdown. */
const SERVER_TROUBLE = /^(08|53|57|58)/;
/** Node's codes of a connection that did not come about or broke. */
const LINE_TROUBLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** pg's own errors have no code. */
const PG_TROUBLE =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|not queryable/i;

/** Lets a failure of the database reach a person as `service.unavailable`; everything else passes unchanged. */
export async function reaching<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isDatabaseAway(error) ? new AtelierError('service.unavailable', {}, error) : error;
  }
}

/** Whether an error says that the database is away rather than that a statement is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AtelierError) return error.code === 'database.unavailable';
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return PG_TROUBLE.test(error.message);
  return LINE_TROUBLE.has(code) || SERVER_TROUBLE.test(code);
}

/** ms for which a result waits for the database to come back: a restart takes seconds, a painting took longer */
const PATIENCE_MS = 60_000;
const TRY_EVERY_MS = 1000;

/** Repeats work that may be done twice for as long as the database is away, up to a minute. */
export async function patiently<T>(work: () => Promise<T>, patienceMs: number = PATIENCE_MS): Promise<T> {
  for (const end = Date.now() + patienceMs; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() >= end) throw error;
      await sleep(TRY_EVERY_MS);
    }
  }
}
