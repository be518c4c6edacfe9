import { QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { rowsOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

/** Pixels of a picture whose size nobody chose, before there was one: the default long side, at 4:3. */
const AT_FIRST: Record<Quality, number> = { fast: 1024 * 768, high: 512 * 384 };

/** Mean pixels of the latest pictures whose size nobody chose, by quality: what another such job will be. */
export async function usualPixels(db: Queryable): Promise<Record<Quality, number>> {
  const rows = await rowsOf(
    db,
    z.object({ quality: z.enum(QUALITIES), pixels: z.number() }),
    `select j.quality, avg(r.width::float8 * r.height) as pixels
     from (select * from atelier.results order by created_at desc limit 100) r
     join atelier.jobs j on j.id = r.job_id
     where j."order" ->> 'size' is null
     group by j.quality`,
  );
  return { ...AT_FIRST, ...Object.fromEntries(rows.map(({ quality, pixels }) => [quality, pixels])) };
}
