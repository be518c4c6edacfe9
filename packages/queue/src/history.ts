import { LIMITS } from '@atelier/contract/limits.ts';
import type { JobView } from './find-jobs.ts';
import { findHistory } from './store/jobs.ts';
import type { Workshop } from './workshop.ts';

export interface HistoryPage {
  /** finished jobs, the newest first; not what was cancelled, failed or deleted */
  jobs: JobView[];
  /** older ones follow: ask again with `before` = the id of the last */
  more: boolean;
}

/** A person's results, a page at a time. `before`: the id of the job that the page before ended with. */
export async function historyOf(
  { pool }: Workshop,
  userId: string,
  { before = null, limit = LIMITS.historyPage }: { before?: string | null | undefined; limit?: number } = {},
): Promise<HistoryPage> {
  const size = Math.min(limit, LIMITS.historyPage);
  const found = await findHistory(pool, userId, { before, limit: size + 1 });
  return { jobs: found.slice(0, size), more: found.length > size };
}
