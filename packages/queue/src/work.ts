import { setTimeout as sleep } from 'node:timers/promises';
import { type Line, lineOf, qualityOf } from '@atelier/contract/clip.ts';
import { asAtelierError } from '@atelier/contract/errors.ts';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { patiently } from './database-retry.ts';
import { AtelierError, isOfWorker } from './errors.ts';
import { type QueueLoop, type Source, type Taken, workFrom, workQueue } from './queue-loop.ts';
import { DEAD_QUEUE, STYLE_QUEUES } from './queues.ts';
import { recordFailure } from './results.ts';
import { type ClaimedRow, handBack, type TakenRow, takeJobs, waitAgain } from './store/claims.ts';
import { othersMay } from './store/left-to-others.ts';
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
   * takes too long, or the worker must go; what the handler throws then is not the person's concern. Answers true when
   * `recordResult` did.
   */
  handle: (job: ClaimedJob, signal: AbortSignal) => Promise<unknown>;
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

/** ms that an aborted handler gets to come back; it is left behind after that */
const ABORT_MS = 2000;

/** Claims jobs until it is drained. */
export async function workJobs(workshop: Workshop, options: WorkOptions): Promise<Working> {
  const leaving = new AbortController();
  let taken: readonly Quality[] = options.qualities;
  const kinds = options.clips === true ? [null, 'clip'] : [null];
  const lines = options.qualities.flatMap((quality) => kinds.map((clip) => lineOf({ quality, clip })));
  const open = new Map<Line, QueueLoop<TakenJob>>();
  let draining = false;
  const begin = (line: Line) => {
    const name = STYLE_QUEUES[line];
    const source = jobsOf(workshop, name, options.workerId);
    const handle = async (entry: TakenJob & { signal: AbortSignal }) => {
      if (taken.includes(qualityOf(line)))
        return runEntry(workshop, options, entry, { source, leaving: leaving.signal });
      // it was taken while the worker heard that it must not
      await patiently(() => source.giveBack(entry));
      return 'settled';
    };
    return workFrom(workshop, { name, source, handle, atOnce: options.concurrency });
  };
  const follow = async (line: Line) => {
    const wanted = taken.includes(qualityOf(line));
    const loop = open.get(line);
    if (draining || wanted === (loop !== undefined)) return;
    if (loop === undefined) open.set(line, begin(line));
    else {
      open.delete(line);
      // a painting that still runs must not get a second one beside it
      await loop.stop();
    }
  };
  const following = new Map(lines.map((line) => [line, follow(line)]));
  await Promise.all(following.values());
  const dead = workQueue(workshop, DEAD_QUEUE, async ({ data }) => {
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
      const ended = Promise.all(
        [...open.values(), dead].map((loop) => loop.stop()).concat(...following.values()),
      );
      await within(timeoutMs, ended);
      leaving.abort(new Error('the worker must go'));
      await within(ABORT_MS, ended);
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([work, sleep(ms, undefined, { signal: timeout.signal }).catch(() => {})]);
  timeout.abort();
}

/** An entry with the claim of its job; null: the job has ended, or a newer attempt has it. */
interface TakenJob extends Taken {
  claimed: ClaimedRow | null;
}

/** Entries whose jobs are claimed with them; those that this worker leaves to others it passes over. */
function jobsOf({ pool, log }: Workshop, queue: string, workerId: string): Source<TakenJob> {
  const entriesOf = (taken: readonly TakenRow[]) => {
    const jobs: TakenJob[] = [];
    for (const { entry, claim } of taken) {
      if (claim === null || !('left' in claim)) jobs.push({ ...entry, claimed: claim });
      else log.debug({ jobId: entry.id, seconds: claim.left }, 'the job is left to others');
    }
    return jobs;
  };
  return {
    async take(most) {
      for (;;) {
        const taken = await takeJobs(pool, { queue, most, workerId });
        const jobs = entriesOf(taken);
        if (jobs.length > 0 || taken.length === 0) return jobs;
      }
    },
    async giveBack({ id, retryCount, claimed }) {
      if (claimed !== null) await waitAgain(pool, { id, attempt: retryCount + 1 });
      await handBack(pool, { queue, id, retryCount });
    },
    follows: { workerId, entriesOf },
  };
}

/** One entry of the queue from claim to end. Throws only what is to be tried again. */
async function runEntry(
  workshop: Workshop,
  { workerId, handle }: WorkOptions,
  entry: TakenJob & { signal: AbortSignal },
  { source, leaving }: { source: Source<TakenJob>; leaving: AbortSignal },
): Promise<'settled' | undefined> {
  const { pulse, bytes } = workshop;
  const { id, retryCount, claimed } = entry;
  const attempt = retryCount + 1;
  const log = workshop.log.child({ jobId: id, attempt });
  if (claimed === null) return void log.info('the job has ended or moved on: nothing to do');
  // a store that is away is waited for as the database is
  const read = (kept: Uint8Array | null) => patiently(() => bytes.read(kept));
  const { photo: keptPhoto, style: keptStyle, checkpoint: kept, ...row } = claimed;
  const [photo, style, canvas] = await Promise.all([
    read(keptPhoto),
    read(keptStyle),
    read(kept?.picture ?? null),
  ]);
  const job = {
    ...row,
    attempt,
    attemptsLeft: entry.retryLimit - entry.retryCount,
    photo: photo ?? new Uint8Array(),
    style,
    checkpoint: kept === null || canvas === null ? null : { ...kept, picture: canvas },
  };
  // a cancel between the claim and here has sent its word already: the look of the next second finds it
  const { signal: cancelled, release } = pulse.follow(job.id);
  try {
    if (photo === null) throw new AtelierError('internal', {}, new Error('The photo is not there any more'));
    const signal = AbortSignal.any([entry.signal, leaving, cancelled]);
    return (await abortable(handle(job, signal), leaving)) === true ? 'settled' : undefined;
  } catch (thrown) {
    if (cancelled.aborted) return void log.info('the job was cancelled: stopped');
    if (leaving.aborted) {
      await source.giveBack(entry);
      log.info('the job was handed back to the queue');
      return 'settled';
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
async function abortable<T>(work: Promise<T>, leaving: AbortSignal): Promise<T> {
  work.catch(() => {});
  leaving.throwIfAborted();
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(leaving.reason);
  leaving.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, left.promise]);
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
