import { setTimeout as sleep } from 'node:timers/promises';
import { type Line, lineOf, qualityOf } from '@atelier/contract/clip.ts';
import { asAtelierError } from '@atelier/contract/errors.ts';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { OWN_STYLE, type Quality } from '@atelier/contract/order.ts';
import type { JobWithMetadata } from 'pg-boss';
import { type CancelWatch, watchCancels } from './cancel-watch.ts';
import { patiently } from './database-retry.ts';
import { AtelierError, isOfWorker } from './errors.ts';
import { DEAD_QUEUE, type Entry, STYLE_QUEUES, workQueue } from './queues.ts';
import { recordFailure } from './results.ts';
import { claimJob, handBack, waitAgain } from './store/claims.ts';
import { leftToOthers, othersMay } from './store/left-to-others.ts';
import { findPresetFiles } from './store/presets.ts';
import type { Workshop } from './workshop.ts';

export interface WorkOptions {
  qualities: readonly Quality[];
  /** takes clips of these qualities too, from lines of their own; default false */
  clips?: boolean;
  /** jobs at once per line; default 1 */
  concurrency?: number;
  workerId: string;
  /**
   * Paints and records the result. `signal` aborts when the job was cancelled, the claim was lost, the attempt
   * takes too long, or the worker must go; what the handler throws then is not the person's concern.
   */
  handle: (job: ClaimedJob, signal: AbortSignal) => Promise<void>;
}

export interface Working {
  /**
   * Claims only these from now on, of those that it was begun with; what is running goes on. Resolves when it is so: a
   * quality that is taken again waits for what still runs of it.
   */
  take(qualities: readonly Quality[]): Promise<void>;
  /** Claims nothing more and waits for what is running; what is not done in time goes back to the queue. */
  drain(timeoutMs: number): Promise<void>;
}

/** s before an entry that was left to others is handed out again, perhaps to them */
const LEAVE_SECONDS = 1;

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
  let taken: readonly Quality[] = options.qualities;
  const kinds = options.clips === true ? [null, 'clip'] : [null];
  const lines = options.qualities.flatMap((quality) => kinds.map((clip) => lineOf({ quality, clip })));
  const open = new Set<Line>();
  let draining = false;
  const entriesOf = (line: Line) =>
    workQueue(
      boss,
      STYLE_QUEUES[line],
      (entry) =>
        track(
          runEntry(workshop, options, entry, {
            leaving: leaving.signal,
            cancels,
            isPaused: () => !taken.includes(qualityOf(line)),
          }),
        ),
      { atOnce: options.concurrency },
    );
  const follow = async (line: Line) => {
    const wanted = taken.includes(qualityOf(line));
    if (draining || wanted === open.has(line)) return;
    if (wanted) {
      open.add(line);
      await entriesOf(line);
    } else {
      open.delete(line);
      // a painting that still runs must not get a second one beside it
      await boss.offWork(STYLE_QUEUES[line]);
    }
  };
  const following = new Map(lines.map((line) => [line, follow(line)]));
  await Promise.all(following.values());
  await workQueue(boss, DEAD_QUEUE, async ({ data }) => {
    await recordFailure(workshop, { id: data.jobId, attempt: null }, new AtelierError('job.worker-lost'));
  });

  return {
    async take(qualities) {
      taken = qualities;
      for (const [line, before] of following)
        following.set(
          line,
          before.then(() => follow(line)),
        );
      await Promise.all(following.values());
    },
    async drain(timeoutMs) {
      draining = true;
      for (const line of lines) await boss.offWork(STYLE_QUEUES[line], { wait: false });
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
  { leaving, cancels, isPaused }: { leaving: AbortSignal; cancels: CancelWatch; isPaused: () => boolean },
): Promise<void> {
  const { pool } = workshop;
  const attempt = entry.retryCount + 1;
  if (isPaused() || (await patiently(() => leftToOthers(pool, entry.data.jobId, workerId)))) {
    const { name: queue, id, retryCount } = entry;
    await patiently(() => handBack(pool, { queue, id, retryCount, seconds: LEAVE_SECONDS }));
    return workshop.log.debug({ jobId: entry.data.jobId }, 'the job is left to others');
  }
  const claim = { jobId: entry.data.jobId, attempt, workerId };
  const claimed = await patiently(() => claimJob(pool, claim));
  const log = workshop.log.child({ jobId: entry.data.jobId, attempt });
  if (claimed === null) return log.info('the job has ended or moved on: nothing to do');
  const { photo, style, ...row } = claimed;
  const named = [row.preset, ...(row.blend === null ? [] : [row.blend])].filter((name) => name !== OWN_STYLE);
  const job = {
    ...row,
    attempt,
    attemptsLeft: entry.retryLimit - entry.retryCount,
    photo: photo ?? new Uint8Array(),
    style,
    presets: await findPresetFiles(pool, named),
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
    await endOrRetry(workshop, job, workerId, asAtelierError(thrown));
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

/**
 * Trying again helps only against errors that say so, and against those of this worker alone where another one may do
 * better; and only while attempts are left.
 */
async function endOrRetry(
  workshop: Workshop,
  job: ClaimedJob,
  workerId: string,
  error: AtelierError,
): Promise<void> {
  const { id: jobId, attempt, attemptsLeft } = job;
  const log = workshop.log.child({ jobId, attempt });
  const failed = { workerId, tooLarge: error.code === 'engine.out-of-memory' };
  const helps =
    error.retryable ||
    (isOfWorker(error) && (await patiently(() => othersMay(workshop.pool, jobId, failed))));
  if (helps && attemptsLeft > 0) {
    log.warn({ err: error, attemptsLeft }, 'the attempt failed and will be repeated');
    await patiently(() => waitAgain(workshop.pool, job, failed));
    throw error;
  }
  log.error({ err: error }, 'the job failed');
  await patiently(() => recordFailure(workshop, job, error));
}
