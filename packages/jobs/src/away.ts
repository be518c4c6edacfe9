import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from './errors.ts';

/** Postgres' error classes in which the server, not the statement, is the trouble: connection, resources, shutdown. */
const SERVER_TROUBLE = /^(08|53|57|58)/;
/**
 * Of a server that takes no writes, which is a standby or was closed before a failover (25006), and of a transaction
 * that was ended for its idleness (25P03).
 */
const SESSION_TROUBLE = /^(08|57P|58|25006|25P03)/;
/** A lock that somebody holds too long. */
const LOCK_NOT_AVAILABLE = '55P03';
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
  /connection terminated|timeout exceeded when trying to connect|timeout expired|read timeout|not queryable/i;

/** Lets a failure of the database reach a person as `service.unavailable`; everything else passes unchanged. */
export async function reaching<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isDatabaseAway(error) ? new AtelierError('service.unavailable', {}, error) : error;
  }
}

/** Whether an error says that the database is away rather than that a statement is wrong: waiting helps. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AtelierError) return error.code === 'database.unavailable';
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  const code = codeOf(error);
  return isLineBroken(error) || (code !== null && (SERVER_TROUBLE.test(code) || code === LOCK_NOT_AVAILABLE));
}

/** Whether the connection that an error came by is of no use any more. */
export function isLineBroken(error: unknown): boolean {
  const code = codeOf(error);
  if (code === null) return PG_TROUBLE.test(messageOf(error));
  return LINE_TROUBLE.has(code) || SESSION_TROUBLE.test(code);
}

// pg-boss hands on copies of errors that are no instances of any class
function codeOf(error: unknown): string | null {
  const { code } = (typeof error === 'object' ? (error ?? {}) : {}) as { code?: unknown };
  return typeof code === 'string' ? code : null;
}

export function messageOf(error: unknown): string {
  const { message } = (typeof error === 'object' ? (error ?? {}) : {}) as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

/** ms for which a result waits for the database to come back: a restart takes seconds, a painting took longer */
const PATIENCE_MS = 60_000;
/** ms before it is tried again: on a new line at once, then up to every second */
const PAUSE_MS = { first: 50, last: 1000 };

/**
 * Repeats work that may be done twice for as long as the database is away, up to a minute. `worthIt` may say that
 * this failure is not to be followed by another try.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  patienceMs: number = PATIENCE_MS,
  worthIt: () => boolean = () => true,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (let pause = PAUSE_MS.first; ; pause = Math.min(2 * pause, PAUSE_MS.last)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || !worthIt() || Date.now() >= end) throw error;
      await sleep(pause);
    }
  }
}
