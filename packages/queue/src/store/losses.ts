import { type Figures, LossRow } from '@atelier/contract/job.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';

/**
 * The losses of a result: rows in one column, with the result's warnings in the first, where versions pass over them that
 * know of none. Losses that are not measured yet are no row, or where there are warnings one without values.
 */

type Told = Pick<Figures, 'losses' | 'warnings'>;

const UNKNOWN = { iteration: 0, content: null, style: null, total: null };

export function lossesColumn({ losses, warnings = [] }: Told): object[] {
  if (warnings.length === 0) return losses;
  const [first = UNKNOWN, ...others] = losses;
  return [{ ...first, warnings }, ...others];
}

export const Losses = z
  .array(LossRow)
  .transform((rows) => (rows.length === 1 && Number.isNaN(rows[0]!.total) ? [] : rows));

/** SQL: the warnings; `r` is the alias of atelier.results. */
export const WARNINGS = `coalesce(r.losses -> 0 -> 'warnings', '[]')`;

/** Losses that were measured after their result was recorded; false when its attempt is not the one that painted it. */
export async function saveLosses(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  told: Told,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'update atelier.results set losses = $3 where job_id = $1 and attempt = $2',
    [id, attempt, JSON.stringify(lossesColumn(told))],
  );
  return rowCount === 1;
}
