import { z } from 'zod';
import { rowOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

/** The job that an interaction made, or null. */
export async function findByInteraction(db: Queryable, interactionId: string): Promise<string | null> {
  const sql = 'select id from atelier.jobs where interaction_id = $1';
  const found = await rowOf(db, z.object({ id: z.string() }), sql, [interactionId]);
  return found?.id ?? null;
}
