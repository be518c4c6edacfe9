import { LIMITS } from '@atelier/contract/limits.ts';
import { AtelierError } from './errors.ts';
import { type Quota, usageOf } from './store/usage.ts';
import type { OpenJobs } from './store/waiting.ts';
import type { Queryable } from './transaction.ts';

export type { Quota } from './store/usage.ts';

/** What a role may paint; a null role: everybody without one of the others. */
export type Tier = Quota & { role: string | null };

/** Where a server has a limit of its own, only the jobs in that server count against it. Errors: job.limit. */
export function refuseBeyondLimit({ all, inGuild, guildLimit }: OpenJobs): void {
  const limit = guildLimit ?? LIMITS.openJobsPerUser;
  const count = guildLimit === null ? all : inGuild;
  if (count >= limit) throw new AtelierError('job.limit', { limit });
}

/** What a person with these roles may paint: the most of any of their tiers; null: no quota. */
export function quotaFor(tiers: readonly Tier[], roles: readonly string[]): Quota | null {
  const own = tiers.filter(({ role }) => role !== null && roles.includes(role));
  const held = own.length > 0 ? own : tiers.filter(({ role }) => role === null);
  if (held.length === 0) return null;
  const most = (key: keyof Quota) => {
    const all = held.map((tier) => tier[key]);
    return all.includes(null) ? null : Math.max(...(all as number[]));
  };
  return {
    picturesHour: most('picturesHour'),
    picturesDay: most('picturesDay'),
    secondsHour: most('secondsHour'),
    secondsDay: most('secondsDay'),
  };
}

const HOUR = 3600;
const WINDOWS = [
  { kind: 'pictures-hour', key: 'picturesHour', seconds: HOUR, of: () => 1 },
  { kind: 'pictures-day', key: 'picturesDay', seconds: 24 * HOUR, of: () => 1 },
  { kind: 'seconds-hour', key: 'secondsHour', seconds: HOUR, of: (painted: number) => painted },
  { kind: 'seconds-day', key: 'secondsDay', seconds: 24 * HOUR, of: (painted: number) => painted },
] as const;

/**
 * A sliding window: a picture counts from its order until an hour, or a day, later; painting seconds once they are known,
 * so that what is open may go beyond by as much as a person may have open. What failed or was cancelled does not count.
 * Errors: job.quota, which says when the first place is free again: that of the window that is full for the longest.
 */
export async function refuseBeyondQuota(
  db: Queryable,
  person: { userId: string; guildId: string | null },
  quota: Quota,
): Promise<void> {
  const { now, jobs } = await usageOf(db, person);
  const full = WINDOWS.flatMap(({ kind, key, seconds, of }) => {
    const limit = quota[key];
    if (limit === null) return [];
    const within = jobs.filter(({ at }) => at > now - seconds);
    let used = within.reduce((sum, job) => sum + of(job.seconds), 0);
    if (used < limit) return [];
    // the oldest leave first
    const last = within.find((job) => {
      used -= of(job.seconds);
      return used < limit;
    });
    return [{ kind, limit, freeAt: Math.ceil((last?.at ?? now) + seconds) }];
  });
  const [longest] = full.sort((a, b) => b.freeAt - a.freeAt);
  if (longest !== undefined) throw new AtelierError('job.quota', longest);
}
