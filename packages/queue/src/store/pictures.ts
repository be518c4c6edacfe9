import { PICTURE_TYPES } from '@atelier/contract/job.ts';
import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { rowOf } from './rows.ts';

/** The bytes of a job. */

/** The photo's bytes and those of the style picture: Discord's address expires, so the bytes are what is queued. */
export async function insertPhoto(
  db: Queryable,
  jobId: string,
  bytes: Uint8Array,
  style: Uint8Array | null,
): Promise<void> {
  await taking(db, 'pictures').query(
    'insert into atelier.photos (job_id, bytes, style) values ($1, $2, $3)',
    [jobId, Buffer.from(bytes), style === null ? null : Buffer.from(style)],
  );
}

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

const bytes = z.instanceof(Uint8Array).nullable();

/** References to the photo and the style picture of a job whose bytes lie in an object store; null: they do not. */
export async function findReferences(
  db: Queryable,
  jobId: string,
): Promise<{ photo: Uint8Array; style: Uint8Array | null } | null> {
  return rowOf(
    db,
    z.object({ photo: z.instanceof(Uint8Array), style: bytes }),
    `select bytes as photo, style from atelier.photos
     where job_id = $1 and octet_length(bytes) < 100
       and substring(bytes from 1 for 16) = '\\x00' || 'atelier-object:'::bytea`,
    [jobId],
  );
}

const Pictures = z.object({
  photo: bytes,
  style: bytes,
  picture: bytes,
  pictureType: z.enum(PICTURE_TYPES).nullable(),
  /** of a clip: the same moment of it and of the photo */
  still: bytes,
  photoStill: bytes,
});
export type Pictures = z.output<typeof Pictures>;

/** The bytes of a job, each null where there is none (any more); null: no such job. */
export async function findPictures(db: Queryable, jobId: string): Promise<Pictures | null> {
  return rowOf(
    taking(db, 'pictures'),
    Pictures,
    `select p.bytes as photo, p.style, r.picture, r.picture_type as "pictureType",
            r.still, r.photo_still as "photoStill"
     from atelier.jobs j
     left join atelier.photos p on p.job_id = j.id
     left join atelier.results r on r.job_id = j.id
     where j.id = $1`,
    [jobId],
  );
}

export async function removePictures(db: Queryable, jobId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with removed as (
       update atelier.jobs
       set removed_at = now(),
           delivery = case when delivery in ('pending', 'pending-bot') then 'undeliverable' else delivery end
       where id = $1 and state in ('done', 'failed') and removed_at is null
       returning id
     ), emptied as (
       update atelier.results set picture = null, fallback = null, plot = null, still = null, photo_still = null
       where job_id in (select id from removed)
     ), forgotten as (
       delete from atelier.photos where job_id in (select id from removed)
     )
     select from removed`,
    [jobId],
  );
  return rowCount === 1;
}

/** Only of a job that has ended: an open one is painted from it. */
export async function removePhoto(db: Queryable, jobId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with gone as (
       delete from atelier.photos p using atelier.jobs j
       where p.job_id = $1 and j.id = p.job_id and j.state in ('done', 'failed')
       returning p.job_id
     ), unseen as (
       update atelier.results set photo_still = null where job_id in (select job_id from gone)
     )
     update atelier.jobs set photo_removed_at = now() where id in (select job_id from gone)`,
    [jobId],
  );
  return rowCount === 1;
}
