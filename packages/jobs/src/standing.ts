import { AtelierError } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { StyleRequest } from './request.ts';
import { countAheadOf } from './sql/countAheadOf.ts';
import { countOpenJobs } from './sql/countOpenJobs.ts';
import type { Workshop } from './workshop.ts';

/**
 * What a person would meet if they submitted now, for the words before the submit. `submitJob` decides again.
 * Errors: job.limit.
 */
export async function checkStanding(
  { pool }: Workshop,
  { userId, quality }: Pick<StyleRequest, 'userId' | 'quality'>,
): Promise<{ ahead: number }> {
  const open = await countOpenJobs(pool, userId);
  if (open >= LIMITS.openJobsPerUser) throw new AtelierError('job.limit', { limit: LIMITS.openJobsPerUser });
  return { ahead: await countAheadOf(pool, quality, -open) };
}
