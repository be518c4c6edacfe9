import { findFreed, forgetFreed } from './store/purge.ts';
import type { Workshop } from './workshop.ts';

/** objects that are deleted at once */
const AT_ONCE = 8;

/**
 * Deletes what lies in an object store and belongs to no row any more; answers how much it was. Errors:
 * database.unavailable, environment.missing.
 */
export async function removeFreed({ pool, bytes }: Pick<Workshop, 'pool' | 'bytes'>): Promise<number> {
  for (let removed = 0; ; ) {
    const references = await findFreed(pool, AT_ONCE);
    if (references.length === 0) return removed;
    await bytes.remove(references);
    await forgetFreed(pool, references);
    removed += references.length;
  }
}

/** The same for who has just deleted rows; where the store is away, the next purge does it. */
export async function removeNow(workshop: Pick<Workshop, 'pool' | 'bytes' | 'outage'>): Promise<void> {
  try {
    await removeFreed(workshop);
  } catch (error) {
    workshop.outage.report(
      error,
      'what was deleted still lies in the object store; the next purge takes it away',
    );
  }
}
