import type { PictureType } from '@atelier/contract/job.ts';
import type { Queryable } from '../transaction.ts';

export interface Pictures {
  photo: Buffer | null;
  style: Buffer | null;
  picture: Buffer | null;
  pictureType: PictureType | null;
  plot: Buffer | null;
}

/** The bytes of a job, each null where there is none (any more); null: no such job. */
export async function findPictures(db: Queryable, jobId: string): Promise<Pictures | null> {
  const { rows } = await db.query<Pictures>(
    `select p.bytes as photo, p.style, r.picture, r.picture_type as "pictureType", r.plot
     from atelier.jobs j
     left join atelier.photos p on p.job_id = j.id
     left join atelier.results r on r.job_id = j.id
     where j.id = $1`,
    [jobId],
  );
  return rows[0] ?? null;
}
