import type { Queryable } from '../transaction.ts';

/** quarantined: it fails again and again, takes no jobs, and tries itself now and then */
export type WorkerState = 'working' | 'quarantined' | 'draining' | 'gone';

export async function checkInWorker(db: Queryable, id: string, state: WorkerState): Promise<void> {
  await db.query('update atelier.workers set state = $2, seen_at = now() where id = $1', [id, state]);
}
