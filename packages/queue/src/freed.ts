import { setTimeout as sleep } from 'node:timers/promises';
import { findFreed, forgetFreed } from './store/purge.ts';
import type { Workshop } from './workshop.ts';

/** objects that are deleted at once */
const AT_ONCE = 8;
/** ms for which somebody who deleted something waits for the store: usually milliseconds, but there may be a backlog */
const WAIT_MS = 3000;

/**
 * Deletes what lies in an object store and belongs to no row any more; answers how much it was. `newest`: what was freed
 * last goes first; `until`: nothing more is begun after it. Errors: database.unavailable, environment.missing.
 */
export async function removeFreed(
  { pool, bytes }: Pick<Workshop, 'pool' | 'bytes'>,
  { newest = false, until }: { newest?: boolean; until?: AbortSignal } = {},
): Promise<number> {
  let removed = 0;
  while (!until?.aborted) {
    const references = await findFreed(pool, AT_ONCE, { newest });
    if (references.length === 0) break;
    await bytes.remove(references);
    await forgetFreed(pool, references);
    removed += references.length;
  }
  return removed;
}

/**
 * The same for who has just deleted rows, and for a few seconds: what they freed goes first, and the next purge takes
 * away what is left, or everything where the store is away.
 */
export async function removeNow(workshop: Pick<Workshop, 'pool' | 'bytes' | 'outage'>): Promise<void> {
  const removing = removeFreed(workshop, { newest: true, until: AbortSignal.timeout(WAIT_MS) }).then(
    () => {},
    (error: unknown) =>
      workshop.outage.report(
        error,
        'what was deleted still lies in the object store; the next purge takes it away',
      ),
  );
  const answered = new AbortController();
  const late = sleep(WAIT_MS, undefined, { signal: answered.signal }).catch(() => {});
  await Promise.race([removing, late]);
  answered.abort();
}
