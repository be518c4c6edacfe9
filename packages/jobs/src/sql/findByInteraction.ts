import type { Queryable } from '../transaction.ts';

/** The job that an interaction made, or null. */
export async function findByInteraction(db: Queryable, interactionId: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>('select id from atelier.jobs where interaction_id = $1', [
    interactionId,
  ]);
  return rows[0]?.id ?? null;
}
