import { PICTURE_TYPES } from '@atelier/contract/job.ts';
import { z } from 'zod';
import { rowOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

const bytes = z.instanceof(Uint8Array).nullable();
const Pictures = z.object({
  photo: bytes,
  style: bytes,
  picture: bytes,
  pictureType: z.enum(PICTURE_TYPES).nullable(),
  plot: bytes,
});
export type Pictures = z.output<typeof Pictures>;

/** The bytes of a job, each null where there is none (any more); null: no such job. */
export async function findPictures(db: Queryable, jobId: string): Promise<Pictures | null> {
  return rowOf(
    db,
    Pictures,
    `select p.bytes as photo, p.style, r.picture, r.picture_type as "pictureType", r.plot
     from atelier.jobs j
     left join atelier.photos p on p.job_id = j.id
     left join atelier.results r on r.job_id = j.id
     where j.id = $1`,
    [jobId],
  );
}
