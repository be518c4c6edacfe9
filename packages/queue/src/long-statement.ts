import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { type LineOptions, lineTo } from './connections.ts';
import { isLineBroken } from './database-retry.ts';
import { onlyRow } from './store/rows.ts';
import type { Queryable } from './transaction.ts';

/** ms between two looks at a statement that has not been answered */
const LOOK_EVERY_MS = 4000;
/** ms for the connection of such a look, and for its answer */
const LOOK_MS = 3000;
/** looks in a row that find nothing, or nobody to ask, before its line counts as dead */
const LOOKS = 2;
/** ms, as a client's own limit can be made longer but not taken away: a day */
const NO_LIMIT_MS = 86_400_000;

/**
 * What rightly takes long has no limit of time: a migration of large tables, or the wait for the process that is at one.
 * So another line asks whether the server still works at the statement. One that it has done, or has never got, and
 * whose answer does not come, was sent on a dead line; so was one whose server cannot be reached. `send` gets the text
 * with a mark by which the server knows it, through a pooler too. Errors: a time-out, after which the line that it was
 * sent on is of no use any more.
 */
export async function takingLong<T>(
  line: LineOptions,
  text: string,
  send: (query: { text: string; query_timeout: number }) => Promise<T>,
): Promise<T> {
  const mark = `/* ${randomUUID()} */`;
  const answered = new AbortController();
  try {
    const sent = send({ text: `${mark} ${text}`, query_timeout: NO_LIMIT_MS });
    return await Promise.race([sent, lineDies(line, mark, answered.signal)]);
  } finally {
    answered.abort();
  }
}

/** A connection whose statements may all take long. */
export function withoutLimit(client: Queryable, line: LineOptions): Queryable {
  const query = (text: string, values?: unknown[]) =>
    takingLong(line, text, (statement) => client.query({ ...statement, ...(values && { values }) }));
  return { query: query as Queryable['query'] };
}

async function lineDies(line: LineOptions, mark: string, answered: AbortSignal): Promise<never> {
  for (let misses = 0; misses < LOOKS; ) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: answered });
    misses = (await isServed(line, mark)) ? 0 : misses + 1;
  }
  throw new Error(
    'Query read timeout: the server is not at this statement any more, and has not answered it',
  );
}

/** True also where it cannot be told. */
async function isServed(line: LineOptions, mark: string): Promise<boolean> {
  const client = new pg.Client({
    ...lineTo(line),
    connectionTimeoutMillis: LOOK_MS,
    query_timeout: LOOK_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { served } = await onlyRow(
      client,
      z.object({ served: z.boolean() }),
      `select count(*) > 0 or current_setting('track_activities')::boolean is false as served
       from pg_stat_activity
       where state = 'active' and starts_with(query, $1)`,
      [mark],
    );
    return served;
  } catch (error) {
    // a server without a seat left is there
    return !isLineBroken(error);
  } finally {
    void client.end().catch(() => {});
  }
}
