import { LIMITS } from './limits.ts';
import { deletePhotos } from './sql/deletePhotos.ts';
import { deleteRows } from './sql/deleteRows.ts';
import { deleteWorkers } from './sql/deleteWorkers.ts';
import { emptyResults } from './sql/emptyResults.ts';
import { forgetTokens } from './sql/forgetTokens.ts';
import type { Workshop } from './workshop.ts';

/** What one purge took away. */
export interface Purged {
  photos: number;
  results: number;
  tokens: number;
  rows: number;
  workers: number;
}

/** Takes away what is past its time. Several processes may do it at once. */
export async function purge({ pool }: Workshop): Promise<Purged> {
  return {
    tokens: await forgetTokens(pool, LIMITS.tokenLifeMs / 1000),
    photos: await deletePhotos(pool, LIMITS.keepBytesHours),
    results: await emptyResults(pool, LIMITS.keepBytesHours),
    rows: await deleteRows(pool, LIMITS.keepRowsDays),
    workers: await deleteWorkers(pool, LIMITS.keepRowsDays),
  };
}

/** Purges now and every ten minutes. */
export function startPurging(workshop: Workshop): { stop(): Promise<void> } {
  const run = async () => {
    try {
      const purged = await purge(workshop);
      if (Object.values(purged).some((count) => count > 0))
        workshop.log.info(purged, 'purged what was past its time');
    } catch (err) {
      workshop.log.warn({ err }, 'the purge failed; the next one follows');
    }
  };
  let running = run();
  const timer = setInterval(() => {
    running = running.then(run);
  }, LIMITS.purgeEverySeconds * 1000).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
