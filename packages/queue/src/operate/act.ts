import type { Quality } from '@atelier/contract/order.ts';
import type { Pool } from 'pg';
import { AtelierError } from '../errors.ts';
import {
  type Asked,
  type AskedOf,
  askWorkers,
  deletePause,
  putPause,
  redriveDead,
} from '../store/operate.ts';
import { transaction } from '../transaction.ts';

/** Of a sentence that stands in a reply beside others. */
const MOST_CHARACTERS = 300;

/**
 * Pauses queues: orders are taken in and wait, what is being painted is finished, and people are told `reason` in
 * replies and in /queue. Workers hear of it within 10 s, and begin nothing from the first moment.
 * Error: option.invalid.
 */
export async function pauseQueues(pool: Pool, qualities: readonly Quality[], reason: string): Promise<void> {
  const said = reason.trim().replaceAll(/\s+/g, ' ');
  if (said === '' || said.length > MOST_CHARACTERS) {
    const expected = `a sentence of 1 to ${MOST_CHARACTERS} characters`;
    throw new AtelierError('option.invalid', {
      option: 'say',
      expected,
      received: `${said.length} characters`,
    });
  }
  await transaction(pool, async (client) => {
    for (const quality of qualities) await putPause(client, quality, said);
  });
}

/** The qualities that were paused. */
export async function resumeQueues(pool: Pool, qualities: readonly Quality[]): Promise<Quality[]> {
  return transaction(pool, async (client) => {
    const resumed: Quality[] = [];
    for (const quality of qualities) if (await deletePause(client, quality)) resumed.push(quality);
    return resumed;
  });
}

/** One worker by its id, or as much of it as only it has; or all of a host. */
export type Whom = { worker: string } | { host: string };

/**
 * Asks workers to drain (finish what they paint, then end), to go into quarantine, or to try themselves and come out of
 * it. They hear of it within 10 s. Error: option.invalid when there is no such worker, or more than one.
 */
export async function askOf(pool: Pool, whom: Whom, asked: Asked): Promise<AskedOf[]> {
  const one = 'worker' in whom;
  return transaction(pool, async (client) => {
    const ids = { idBegin: one ? whom.worker : null, host: one ? null : whom.host };
    const found = await askWorkers(client, ids, asked);
    if (found.length > 0 && !(one && found.length > 1)) return found;
    const expected = found.length > 1 ? 'more of the id: several workers begin so' : 'a worker that is there';
    const [option, received] = one ? ['worker', whom.worker] : ['host', whom.host];
    throw new AtelierError('option.invalid', { option, expected, received });
  });
}

/** The ids of jobs that are in their queue again. `code`: only those that failed so. */
export async function redrive(
  pool: Pool,
  which: { ids: readonly string[] | null; code: string | null },
): Promise<string[]> {
  return transaction(pool, (client) => redriveDead(client, which));
}
