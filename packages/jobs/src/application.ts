import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from './errors.ts';
import type { Workshop } from './workshop.ts';

/** ms that another application's bot, which may just be going, gets to let go of its connections */
const PATIENCE_MS = 10_000;
const LOOK_EVERY = 500;

const PREFIX = 'atelier-bot-';

/** The name under which a bot's connections show in `pg_stat_activity`, of at most 63 bytes with pg-boss's suffix. */
export function botConnectionName(applicationId: string): string {
  return PREFIX + applicationId;
}

/**
 * One database serves one application: jobs, limits and settings of two would mix, and each bot would deliver the
 * other's pictures. Whose connections are there tells it without a clock or a row that a killed bot leaves behind;
 * of two that start at once, the one that connected first stays.
 * Error: database.unsuitable while a bot of another application runs on this database.
 */
export async function refuseOtherApplication(
  { pool, log }: Workshop,
  applicationId: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let said = false; ; ) {
    const { rows } = await pool.query<{ other: string }>(
      `select substring(application_name from $1::text || '([0-9]+)') as other
       from pg_stat_activity
       where datname = current_database() and application_name ~ ('^' || $1::text || '[0-9]+')
       group by 1
       order by min(backend_start)
       limit 1`,
      [PREFIX],
    );
    const other = rows[0]?.other ?? applicationId;
    if (other === applicationId) return;
    if (Date.now() >= deadline) {
      const reason = `the bot of another application (${other}) runs on it; stop that one, or give this one a database of its own`;
      throw new AtelierError('database.unsuitable', { reason });
    }
    if (!said) log.warn({ other }, 'the bot of another application is on this database: does it go?');
    said = true;
    await sleep(LOOK_EVERY);
  }
}
