import { z } from 'zod';
import { rowOf } from './store/rows.ts';
import type { Workshop } from './workshop.ts';

/** hours that what a form asked about is kept: an hour is more than a form stays open */
const KEEP_FORMS_HOURS = 1;

/** Keeps what a form asks about, as a form itself holds 100 characters. `id`: of the interaction that it answered. */
export async function keepForm(
  { pool }: Workshop,
  { id, userId, state }: { id: string; userId: string; state: object },
): Promise<void> {
  await pool.query(
    'insert into atelier.forms (id, user_id, state) values ($1, $2, $3) on conflict (id) do nothing',
    [id, userId, JSON.stringify(state)],
  );
}

/** What a form asked about; null when it is too old. */
export async function findForm({ pool }: Workshop, id: string): Promise<unknown> {
  const sql = 'select state from atelier.forms where id = $1';
  return (await rowOf(pool, z.object({ state: z.unknown() }), sql, [id]))?.state ?? null;
}

export async function deleteForms({ pool }: Workshop): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from atelier.forms where created_at < now() - $1 * interval '1 hour'`,
    [KEEP_FORMS_HOURS],
  );
  return rowCount ?? 0;
}
