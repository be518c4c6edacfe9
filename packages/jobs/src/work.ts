import { setTimeout as sleep } from 'node:timers/promises';
import { asAtelierError } from '@atelier/contract/errors.ts';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import type { Quality } from '@atelier/contract/order.ts';
import type { JobWithMetadata } from 'pg-boss';
import { patiently } from './away.ts';
import { type CancelWatch, watchCancels } from './cancel-watch.ts';
import { AtelierError } from './errors.ts';
import { DEAD_QUEUE, type Entry, STYLE_QUEUES, workQueue } from './queues.ts';
import { recordFailure } from './results.ts';
import { claimJob, handBack, waitAgain } from './store/claims.ts';
import type { Workshop } from './workshop.ts';

export interface WorkOptions {
  qualities: readonly Quality[];
  /** jobs at once per quality; default 1 */
  concurrency?: number;
  workerId: string;
  /**
   * Paints and records the result. `signal` aborts when the job was cancelled, the claim was lost, the attempt
   * takes too long, or the worker must go; what the handler throws then is not the person's concern.
   */
  handle: (job: ClaimedJob, signal: AbortSignal) => Promise<void>;
}

export interface Working {
  /** Claims nothing more and waits for what is running; what is not done in time goes back to the queue. */
  drain(timeoutMs: number): Promise<void>;
}

/** ms that an aborted handler gets to come back; it is left behind after that */
const ABORT_MS = 2000;

/** Claims jobs until it is drained. */
export async function workJobs(workshop: Workshop, options: WorkOptions): Promise<Working> {
  const { boss } = workshop;
  const leaving = new AbortController();
  const cancels = watchCancels(workshop);
  const running = new Set<Promise<void>>();
  const track = (work: Promise<void>): Promise<void> => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  for (const quality of options.qualities) {
    await workQueue(
      boss,
      STYLE_QUEUES[quality],
      (entry) => track(runEntry(workshop, options, entry, { leaving: leaving.signal, cancels })),
      { atOnce: options.concurrency },
    );
  }
  await workQueue(boss, DEAD_QUEUE, async ({ data }) => {
    await recordFailure(workshop, { id: data.jobId, attempt: null }, new AtelierError('job.worker-lost'));
  });

  return {
    async drain(timeoutMs) {
      for (const quality of options.qualities) await boss.offWork(STYLE_QUEUES[quality], { wait: false });
      await boss.offWork(DEAD_QUEUE, { wait: false });
      await within(timeoutMs, running);
      leaving.abort(new Error('the worker must go'));
      await within(ABORT_MS, running);
      cancels.stop();
    },
  };
}

async function within(ms: number, running: ReadonlySet<Promise<void>>): Promise<void> {
  const timeout = new AbortController();
  const settled = Promise.allSettled(running);
  await Promise.race([settled, sleep(ms, undefined, { signal: timeout.signal }).catch(() => {})]);
  timeout.abort();
}

/** One entry of the queue from claim to end. Throws only what is to be tried again. */
async function runEntry(
  workshop: Workshop,
  { workerId, handle }: WorkOptions,
  entry: JobWithMetadata<Entry>,
  { leaving, cancels }: { leaving: AbortSignal; cancels: CancelWatch },
): Promise<void> {
  const { pool } = workshop;
  const attempt = entry.retryCount + 1;
  const claim = { jobId: entry.data.jobId, attempt, workerId };
  const claimed = await patiently(() => claimJob(pool, claim));
  const log = workshop.log.child({ jobId: entry.data.jobId, attempt });
  if (claimed === null) return log.info('the job has ended or moved on: nothing to do');
  const { photo, style, ...row } = claimed;
  const job = {
    ...row,
    attempt,
    attemptsLeft: entry.retryLimit - entry.retryCount,
    photo: photo ?? new Uint8Array(),
    style,
  };
  // a cancel between the claim and here has sent its word already: the look of the next second finds it
  const { signal: cancelled, release } = cancels.follow(job.id);
  try {
    if (photo === null) throw new AtelierError('internal', {}, new Error('The photo is not there any more'));
    await abortable(handle(job, AbortSignal.any([entry.signal, leaving, cancelled])), leaving);
  } catch (thrown) {
    if (cancelled.aborted) return log.info('the job was cancelled: stopped');
    if (leaving.aborted) {
      await waitAgain(pool, job);
      await handBack(pool, { queue: entry.name, id: entry.id, retryCount: entry.retryCount });
      return log.info('the job was handed back to the queue');
    }
    if (entry.signal.aborted) {
      // the claim is lost or the attempt's time over: the queue decides what follows, and an error is not the
      // person's concern (recording it here would end a job that is about to be taken again)
      log.warn({ err: thrown }, 'the attempt was given up');
      throw thrown;
    }
    await endOrRetry(workshop, job, asAtelierError(thrown), log);
  } finally {
    release();
  }
}

/** A handler that does not look at its signal is not waited for when the worker must go. */
async function abortable(work: Promise<void>, leaving: AbortSignal): Promise<void> {
  work.catch(() => {});
  leaving.throwIfAborted();
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(leaving.reason);
  leaving.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([work, left.promise]);
  } finally {
    leaving.removeEventListener('abort', leave);
  }
}

/** Trying again helps only against errors that say so, and only while attempts are left. */
async function endOrRetry(
  workshop: Workshop,
  job: ClaimedJob,
  error: AtelierError,
  log: Workshop['log'],
): Promise<void> {
  if (error.retryable && job.attemptsLeft > 0) {
    log.warn({ err: error, attemptsLeft: job.attemptsLeft }, 'the attempt failed and will be repeated');
    await patiently(() => waitAgain(workshop.pool, job));
    throw error;
  }
  log.error({ err: error }, 'the job failed');
  await patiently(() => recordFailure(workshop, job, error));
}
