import { setTimeout as sleep } from 'node:timers/promises';
import { asAtelierError } from '@atelier/contract/errors.ts';
import { patiently } from './database-retry.ts';
import { AtelierError, isOfWorker } from './errors.ts';
import { deliverLesson, recordLessonFailure } from './lessons.ts';
import { insertLearnt } from './presets.ts';
import { type Fetched, workQueue } from './queue-loop.ts';
import { LEARN_DEAD_QUEUE, LEARN_QUEUE } from './queues.ts';
import { callDelivery } from './results.ts';
import { handBack } from './store/claims.ts';
import {
  type ClaimedLesson,
  claimLesson,
  endLesson,
  findLesson,
  type Lesson,
  lessonWaits,
  updateFraction,
} from './store/lessons.ts';
import { repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

/** What learning makes. */
export interface Learnt {
  /** the preset's file */
  bytes: Uint8Array;
  seconds: number;
  /** the painting and beside it a photo painted after it, small, as JPEG */
  card: Uint8Array;
}

export interface LessonWork {
  /** Ends within a second of the signal. `onProgress`: part that is done, 0 to 1. */
  learn(
    lesson: ClaimedLesson,
    options: { signal: AbortSignal; onProgress: (fraction: number) => void },
  ): Promise<Learnt>;
  /** Says how far a lesson is to the person who waits for it; what cannot be said is no reason to stop. */
  tell(lesson: Lesson): Promise<void>;
}

/** ms between two looks at how far it is: a webhook takes about 5 edits in 2 s, and nobody reads faster */
const TELL_EVERY_MS = 3000;
/** ms that an aborted lesson gets to come back */
const ABORT_MS = 2000;

/** Learns one painting after the other until it is stopped; what is under way then goes back to the queue. */
export async function workLessons(workshop: Workshop, work: LessonWork): Promise<{ stop(): Promise<void> }> {
  const { log } = workshop;
  const leaving = new AbortController();
  const learning = workQueue(workshop, LEARN_QUEUE, (entry) =>
    runEntry(workshop, work, entry, leaving.signal),
  );
  const dead = workQueue(workshop, LEARN_DEAD_QUEUE, async ({ data }) => {
    const error = new AtelierError('job.worker-lost');
    await recordLessonFailure(workshop, { id: data.jobId, attempt: null }, error);
    log.warn({ lessonId: data.jobId }, 'a painting could not be learnt: its workers died');
  });
  return {
    async stop() {
      const ended = Promise.all([learning.stop(), dead.stop()]);
      leaving.abort(new Error('the worker must go'));
      await Promise.race([ended, sleep(ABORT_MS, undefined, { ref: false })]);
    },
  };
}

async function runEntry(
  workshop: Workshop,
  work: LessonWork,
  entry: Fetched & { signal: AbortSignal },
  leaving: AbortSignal,
): Promise<void> {
  const { pool, pulse } = workshop;
  const id = entry.data.jobId;
  const attempt = entry.retryCount + 1;
  const log = workshop.log.child({ lessonId: id, attempt });
  const lesson = await patiently(() => claimLesson(pool, { id, attempt }));
  if (lesson === null) return log.info('the lesson has ended or moved on: nothing to do');
  const { signal: cancelled, release } = pulse.follow(id);
  const teller = new Teller(workshop, work, lesson);
  try {
    log.info({ title: lesson.title, bytes: lesson.painting.length }, 'learning');
    const signal = AbortSignal.any([entry.signal, leaving, cancelled]);
    const learnt = await work.learn(lesson, { signal, onProgress: (fraction) => teller.note(fraction) });
    signal.throwIfAborted();
    await teller.end();
    const done = await record(workshop, lesson, learnt);
    log.info({ seconds: learnt.seconds, recorded: done }, 'learnt');
    if (done) callDelivery(workshop);
  } catch (thrown) {
    await teller.end();
    if (cancelled.aborted) {
      log.info('the lesson was cancelled: stopped');
      // what an edit under way has shown is put right
      await patiently(() => deliverLesson(workshop, pool, id));
      return callDelivery(workshop);
    }
    if (leaving.aborted) {
      await lessonWaits(pool, lesson);
      await handBack(pool, { queue: entry.name, id: entry.id, retryCount: entry.retryCount });
      return log.info('the lesson was handed back to the queue');
    }
    if (entry.signal.aborted) throw thrown;
    const error = asAtelierError(thrown);
    if ((error.retryable || isOfWorker(error)) && entry.retryCount < entry.retryLimit) {
      log.warn({ err: error }, 'learning failed and will be repeated');
      await patiently(() => lessonWaits(pool, lesson));
      throw error;
    }
    log.error({ err: error }, 'learning failed');
    await patiently(() => recordLessonFailure(workshop, lesson, error));
  } finally {
    release();
  }
}

/** Preset, end of its lesson and delivery in one transaction; false when it was cancelled or begun anew meanwhile. */
async function record(
  workshop: Workshop,
  lesson: ClaimedLesson,
  { bytes, seconds, card }: Learnt,
): Promise<boolean> {
  const { title, artist, year, moods, guildId, userId: madeBy } = lesson;
  const about = { title, artist, year, moods, guildId, madeBy };
  return repeatable(workshop.pool, async (client, again) => {
    const now = await findLesson(client, lesson.id);
    if (again && now?.state === 'done') return true;
    if (now?.state !== 'learning' || now.attempt !== lesson.attempt) return false;
    const preset = await insertLearnt(client, bytes, about);
    if (!(await endLesson(client, lesson, { preset, seconds, card })))
      throw new AtelierError('internal', {}, new Error('The lesson moved on while its preset was written'));
    await deliverLesson(workshop, client, lesson.id);
    return true;
  });
}

/** Notes and tells how far a lesson is, one after the other and every few seconds. */
class Teller {
  readonly #workshop: Workshop;
  readonly #work: LessonWork;
  readonly #lesson: Lesson;
  #telling: Promise<void> | null = null;
  #nextAt = 0;
  #ended = false;

  constructor(workshop: Workshop, work: LessonWork, lesson: Lesson) {
    this.#workshop = workshop;
    this.#work = work;
    this.#lesson = lesson;
  }

  note(fraction: number): void {
    if (this.#ended || this.#telling !== null || Date.now() < this.#nextAt) return;
    this.#nextAt = Date.now() + TELL_EVERY_MS;
    this.#telling = this.#tell(fraction)
      .catch((error) => this.#workshop.outage.report(error, 'how far a lesson is could not be told'))
      .finally(() => {
        this.#telling = null;
      });
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#telling;
  }

  async #tell(fraction: number): Promise<void> {
    if (!(await updateFraction(this.#workshop.pool, this.#lesson, fraction))) return;
    await this.#work.tell({ ...this.#lesson, fraction });
  }
}
