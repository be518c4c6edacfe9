import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@atelier/contract/limits.ts';
import { taking } from './connections.ts';
import { AtelierError } from './errors.ts';
import { deleteForms } from './forms.ts';
import { removeFreed } from './freed.ts';
import { recordLessonFailure } from './lessons.ts';
import { eraseDeparted } from './privacy.ts';
import { recordFailure } from './results.ts';
import { findStaleLessons, purgeLessons } from './store/lessons.ts';
import { deleteOldInteractions } from './store/open-interactions.ts';
import {
  deletePhotos,
  deleteRows,
  deleteWorkers,
  emptyResults,
  findStaleJobs,
  forgetTokens,
} from './store/purge.ts';
import type { Workshop } from './workshop.ts';

/** What one purge took away. */
export interface Purged {
  /** jobs and lessons that nobody had begun: ended with a failure */
  expired: number;
  photos: number;
  results: number;
  tokens: number;
  /** interactions that were never answered, and cannot be any more */
  interactions: number;
  /** what forms asked about that were not sent */
  forms: number;
  /** people and servers that have gone */
  departed: number;
  rows: number;
  /** what lay in an object store and belongs to nothing any more */
  objects: number;
  /** rows of lessons that ended long ago */
  lessons: number;
  workers: number;
}

/** Takes away what is past its time. Several processes may do it at once. */
export async function purge(workshop: Workshop): Promise<Purged> {
  const pool = taking(workshop.pool, 'long');
  return {
    expired: (await expireJobs(workshop)) + (await expireLessons(workshop)),
    tokens: await forgetTokens(pool, LIMITS.tokenLifeMs / 1000),
    interactions: await deleteOldInteractions(pool, (2 * LIMITS.tokenLifeMs) / 1000),
    photos: await deletePhotos(pool, LIMITS.keepBytesHours),
    results: await emptyResults(pool, LIMITS.keepBytesHours),
    departed: await eraseDeparted(workshop),
    forms: await deleteForms(workshop),
    rows: await deleteRows(pool, LIMITS.keepRowsDays),
    lessons: await purgeLessons(pool, {
      tokenSeconds: LIMITS.tokenLifeMs / 1000,
      keepDays: LIMITS.keepRowsDays,
    }),
    workers: await deleteWorkers(pool, LIMITS.keepRowsDays),
    objects: await removeFreed(workshop),
  };
}

/** Ends what has waited too long, before the queue drops its entry; otherwise it would count as open for ever. */
async function expireJobs(workshop: Workshop): Promise<number> {
  let expired = 0;
  for (const id of await findStaleJobs(workshop.pool, LIMITS.waitHours)) {
    const error = new AtelierError('job.expired', { hours: LIMITS.waitHours });
    if (await recordFailure(workshop, { id, attempt: null }, error)) expired++;
  }
  return expired;
}

async function expireLessons(workshop: Workshop): Promise<number> {
  let expired = 0;
  for (const lesson of await findStaleLessons(workshop.pool, LIMITS.waitHours)) {
    const error = new AtelierError('job.expired', { hours: LIMITS.waitHours });
    if (await recordLessonFailure(workshop, lesson, error)) expired++;
  }
  return expired;
}

/** ms that a purge gets to end when it is stopped: whoever purges next goes on */
const STOP_MS = 1000;

/** Purges now and every ten minutes. */
export function startPurging(workshop: Workshop): { stop(): Promise<void> } {
  let stopped = false;
  const run = async () => {
    if (stopped) return;
    try {
      const purged = await purge(workshop);
      if (Object.values(purged).some((count) => count > 0))
        workshop.log.info(purged, 'purged what was past its time');
    } catch (error) {
      if (!stopped) workshop.outage.report(error, 'the purge failed; the next one follows');
    }
  };
  let running = run();
  const timer = setInterval(() => {
    running = running.then(run);
  }, LIMITS.purgeEverySeconds * 1000).unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await Promise.race([running, sleep(STOP_MS, undefined, { ref: false })]);
    },
  };
}
