import { z } from 'zod';
import { rowOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

/**
 * Gives a job the photo of another one, and its style picture where it is to keep it; inside the database, so
 * that megabytes do not travel. 'gone' after the purge or a deletion, 'no-style' where there is no style picture.
 */
export async function copyPhoto(
  db: Queryable,
  { jobId, parentId, withStyle }: { jobId: string; parentId: string; withStyle: boolean },
): Promise<'copied' | 'gone' | 'no-style'> {
  const copied = await rowOf(
    db,
    z.object({ styled: z.boolean() }),
    `insert into atelier.photos (job_id, bytes, style)
     select $1, bytes, case when $3 then style end from atelier.photos where job_id = $2
     returning style is not null as styled`,
    [jobId, parentId, withStyle],
  );
  if (copied === null) return 'gone';
  return withStyle && !copied.styled ? 'no-style' : 'copied';
}
