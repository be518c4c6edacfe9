import type { Queryable } from '../transaction.ts';

/**
 * Lets the submits of one person pass one after the other, until the transaction ends: otherwise two at once
 * would both count the same number of open jobs, or both insert the same interaction.
 * Lost: `select … for update` on the person's open jobs (a first submit has no row to lock).
 */
export async function lockPerson(db: Queryable, userId: string): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('atelier.person ' || $1, 0))`, [userId]);
}
