import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AtelierError } from './errors.ts';
import { rowOf } from './store/rows.ts';
import type { Workshop } from './workshop.ts';

/** ms that another application's bot, which may just be going, gets to let go of its connections */
const PATIENCE_MS = 10_000;
const LOOK_EVERY = 500;

const Bot = z.object({ id: z.string(), digest: z.string() });

/** Whose jobs a database holds. */
export interface Application {
  applicationId: string;
  /** Where Discord is. Every sandbox has the same application id, and only the address tells two of them apart. */
  discordApi?: string;
}

/** The name of a bot's connections in `pg_stat_activity`: with pg-boss's suffix within Postgres' 63 bytes. */
export function botConnectionName({ applicationId, discordApi }: Required<Application>): string {
  return `atelier-bot-${applicationId}-${digestOf(discordApi)}`;
}

function digestOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 8);
}

/**
 * One database serves one application at a time: jobs, limits and settings of two would mix, and bots and workers
 * of each would take and deliver the other's pictures. Whose connections are there tells it without a clock or a row
 * that a killed bot leaves behind; of two that start at once, the one that connected first stays.
 * `discordApi`: given where an application at another address is another one too.
 * Error: database.unsuitable while the bot of another application runs on this database.
 */
export async function refuseOtherApplication(
  { pool, log }: Workshop,
  { applicationId, discordApi }: Application,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let said = false; ; ) {
    const first = await rowOf(
      pool,
      Bot,
      `select bot[1] as id, bot[2] as digest
       from (select regexp_match(application_name, '^atelier-bot-([0-9]+)-([0-9a-f]{8})') as bot, backend_start
             from pg_stat_activity
             where datname = current_database()) as connections
       where bot is not null
       group by bot
       order by min(backend_start)
       limit 1`,
    );
    const ours =
      first === null ||
      (first.id === applicationId && (discordApi === undefined || first.digest === digestOf(discordApi)));
    if (ours) return;
    if (Date.now() >= deadline) {
      const who = first.id === applicationId ? 'another sandbox' : `another application (${first.id})`;
      const reason = `the bot of ${who} runs on it; stop that one, or give this one a database of its own`;
      throw new AtelierError('database.unsuitable', { reason });
    }
    if (!said)
      log.warn({ other: first.id }, 'the bot of another application is on this database: does it go?');
    said = true;
    await sleep(LOOK_EVERY);
  }
}
