import { timed } from '../lines.ts';
import type { Queryable } from '../transaction.ts';

/** The photo's bytes and those of the style picture: Discord's address expires, so the bytes are what is queued. */
export async function insertPhoto(
  db: Queryable,
  jobId: string,
  bytes: Uint8Array,
  style: Uint8Array | null,
): Promise<void> {
  const values = [jobId, Buffer.from(bytes), style === null ? null : Buffer.from(style)];
  await db.query(
    timed('insert into atelier.photos (job_id, bytes, style) values ($1, $2, $3)', values, 'pictures'),
  );
}
