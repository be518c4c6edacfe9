import type { ClaimedJob } from '@atelier/contract/job.ts';
import { patiently } from './database-retry.ts';
import { findSegment, insertSegment, type Segment } from './store/segments.ts';
import type { Workshop } from './workshop.ts';

/** Finished seconds of a clip that is being painted: whoever takes its job next goes on from there. */

/** What earlier attempts have finished, one after the other. */
export async function* readSegments({ pool }: Workshop, jobId: string): AsyncGenerator<Segment> {
  for (let number = 0; ; number++) {
    const segment = await patiently(() => findSegment(pool, jobId, number));
    if (segment === null) return;
    yield segment;
  }
}

/** ms for which a segment waits for the database */
const SEGMENT_WAITS_MS = 60_000;

/** False when a newer attempt has the job, or it has ended. While the database is away it is tried for a minute. */
export async function recordSegment(
  { pool }: Workshop,
  job: Pick<ClaimedJob, 'id' | 'attempt'>,
  segment: { number: number; frames: number; bytes: Uint8Array },
): Promise<boolean> {
  return patiently(() => insertSegment(pool, job, segment), SEGMENT_WAITS_MS);
}
