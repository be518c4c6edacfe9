import type { ClaimedJob } from '@atelier/contract/job.ts';
import { patiently } from './database-retry.ts';
import { findSegment, insertSegment, type Segment } from './store/segments.ts';
import type { Workshop } from './workshop.ts';

/** Finished seconds of a clip that is being painted: whoever takes its job next goes on from there. */

/** What earlier attempts have finished, one after the other. */
export async function* readSegments(
  { pool, bytes: store }: Workshop,
  jobId: string,
): AsyncGenerator<Segment> {
  for (let number = 0; ; number++) {
    const segment = await patiently(() => findSegment(pool, jobId, number));
    const bytes = segment && (await patiently(() => store.read(segment.bytes)));
    // one that an object store has lost is painted again, with all after it
    if (segment === null || bytes === null) return;
    yield { ...segment, bytes };
  }
}

/** ms for which a segment waits for the database */
const SEGMENT_WAITS_MS = 60_000;

/** False when a newer attempt has the job, or it has ended. While the database is away it is tried for a minute. */
export async function recordSegment(
  { pool, bytes: store }: Workshop,
  job: Pick<ClaimedJob, 'id' | 'attempt'>,
  segment: { number: number; frames: number; bytes: Uint8Array },
): Promise<boolean> {
  const bytes = await patiently(() => store.keep(segment.bytes), SEGMENT_WAITS_MS);
  return patiently(() => insertSegment(pool, job, { ...segment, bytes }), SEGMENT_WAITS_MS);
}
