import { LIMITS } from '@atelier/contract/limits.ts';
import { AtelierError } from './errors.ts';
import type { OpenJobs } from './store/waiting.ts';

/** Where a server has a limit of its own, only the jobs in that server count against it. Errors: job.limit. */
export function refuseBeyondLimit({ all, inGuild, guildLimit }: OpenJobs): void {
  const limit = guildLimit ?? LIMITS.openJobsPerUser;
  const count = guildLimit === null ? all : inGuild;
  if (count >= limit) throw new AtelierError('job.limit', { limit });
}
