import type { Queryable } from '../transaction.ts';

/** The photo's bytes: Discord's address expires, so the bytes are what is queued. */
export async function insertPhoto(db: Queryable, jobId: string, bytes: Uint8Array): Promise<void> {
  await db.query('insert into atelier.photos (job_id, bytes) values ($1, $2)', [jobId, Buffer.from(bytes)]);
}
