import type { StyleRequest } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { AtelierError } from './errors.ts';
import { priorityOf } from './priority.ts';
import type { Standing } from './reply/queued.ts';
import { countAheadOf, countOpenJobs, type OpenJobs } from './store/waiting.ts';
import { hasWorker } from './store/workers.ts';
import type { Workshop } from './workshop.ts';

/**
 * What a person would meet if they submitted now, for the words before the submit. `submitJob` decides again.
 * Errors: job.limit.
 */
export async function checkStanding(
  { pool }: Workshop,
  {
    userId,
    quality,
    guildId = null,
  }: Pick<StyleRequest, 'userId' | 'quality'> & Partial<Pick<StyleRequest, 'guildId'>>,
): Promise<Required<Standing>> {
  const open = await countOpenJobs(pool, userId, guildId);
  refuseBeyondLimit(open);
  const [ahead, there] = await Promise.all([
    countAheadOf(pool, quality, priorityOf(quality, open.all, open.now)),
    hasWorker(pool, quality),
  ]);
  return { ahead, noWorker: !there };
}

/** Where a server has a limit of its own, only the jobs in that server count against it. */
export function refuseBeyondLimit({ all, inGuild, guildLimit }: OpenJobs): void {
  const limit = guildLimit ?? LIMITS.openJobsPerUser;
  const count = guildLimit === null ? all : inGuild;
  if (count >= limit) throw new AtelierError('job.limit', { limit });
}
