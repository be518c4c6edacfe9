import type { Queryable } from '../transaction.ts';

/** Empties interaction tokens that are dead: a secret that is of no use is only a risk. */
export async function forgetTokens(db: Queryable, lifeSeconds: number): Promise<number> {
  const { rowCount } = await db.query(
    `update atelier.jobs
     set interaction_token = ''
     where interaction_token <> '' and created_at < now() - $1 * interval '1 second'`,
    [lifeSeconds],
  );
  return rowCount ?? 0;
}
