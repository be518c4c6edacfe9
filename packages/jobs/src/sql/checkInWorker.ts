import type { Queryable } from '../transaction.ts';

export async function checkInWorker(
  db: Queryable,
  id: string,
  state: 'working' | 'draining' | 'gone',
): Promise<void> {
  await db.query('update atelier.workers set state = $2, seen_at = now() where id = $1', [id, state]);
}
