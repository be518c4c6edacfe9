import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { onlyRow, rowOf } from './rows.ts';

/** What is finished of clips that are being painted. */

/** Keeps one segment; false when a newer attempt has the job, or it has ended. The same one twice is kept once. */
export async function insertSegment(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  segment: { number: number; frames: number; bytes: Uint8Array },
): Promise<boolean> {
  const { held } = await onlyRow(
    taking(db, 'pictures'),
    z.object({ held: z.boolean() }),
    `with held as (
       select id from atelier.jobs where id = $1 and attempt = $2 and state = 'painting' for share
     ), kept as (
       insert into atelier.segments (job_id, number, frames, bytes)
       select id, $3, $4, $5 from held on conflict do nothing
     )
     select exists (select from held) as held`,
    [id, attempt, segment.number, segment.frames, Buffer.from(segment.bytes)],
  );
  return held;
}

const Segment = z.object({ frames: z.int(), bytes: z.instanceof(Uint8Array) });
export type Segment = z.output<typeof Segment>;

/** One of a job's segments; null: there are no more. */
export async function findSegment(db: Queryable, jobId: string, number: number): Promise<Segment | null> {
  const sql = 'select frames, bytes from atelier.segments where job_id = $1 and number = $2';
  return rowOf(taking(db, 'pictures'), Segment, sql, [jobId, number]);
}

/** The end of a job is the end of them. */
export async function deleteSegments(db: Queryable, jobId: string): Promise<void> {
  await db.query('delete from atelier.segments where job_id = $1', [jobId]);
}
