import { randomUUID } from 'node:crypto';
import { isClipLine, type Line, qualityOf } from '@atelier/contract/clip.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { JobWithMetadata, PgBoss, Queue } from 'pg-boss';

/** One queue per line, so that a long painting never stands before a short one. */
export const STYLE_QUEUES = {
  fast: 'style-fast',
  high: 'style-high',
  'clip-fast': 'style-clip-fast',
  'clip-high': 'style-clip-high',
} as const satisfies Record<Line, string>;

/** Jobs that were begun three times without an end: their worker died each time. */
export const DEAD_QUEUE = 'style-dead';
/** Outcomes for the interaction's webhook; worked by workers and bot. */
export const DELIVER_QUEUE = 'deliver';
/** Outcomes that need the bot's token; worked by the bot alone. */
export const DELIVER_AS_BOT_QUEUE = 'deliver-as-bot';

/** Paintings that are learnt as presets: a queue of their own, so that a lesson of minutes holds up no picture. */
export const LEARN_QUEUE = 'learn';
export const LEARN_DEAD_QUEUE = 'learn-dead';

const DAY = 86_400;

const style = (line: Line): Queue => ({
  name: STYLE_QUEUES[line],
  deadLetter: DEAD_QUEUE,
  notify: true,
  retryLimit: LIMITS.attempts - 1,
  // s: long enough for a passing fault to pass, short against the 30 s in which a job must be taken again
  retryDelay: 2,
  expireInSeconds: LIMITS[isClipLine(line) ? 'clipSeconds' : 'attemptSeconds'][qualityOf(line)],
  heartbeatSeconds: LIMITS.heartbeatSeconds,
  retentionSeconds: LIMITS.keepRowsDays * DAY,
  deleteAfterSeconds: DAY,
});

const delivery = (name: string): Queue => ({
  name,
  notify: true,
  // the age of the outcome decides when it is given up, not the count: at half the longest pause each, twice as many
  retryLimit: Math.ceil((4 * LIMITS.deliverySeconds) / LIMITS.deliveryPauseSeconds),
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: LIMITS.deliveryPauseSeconds,
  // s: an upload of 10 MB on a slow line, with a rate limit waited out
  expireInSeconds: 120,
  heartbeatSeconds: LIMITS.heartbeatSeconds,
  retentionSeconds: 7 * DAY,
  deleteAfterSeconds: DAY,
});

const dead = (name: string): Queue => ({
  name,
  notify: true,
  retryLimit: 10,
  retryDelay: 5,
  retryBackoff: true,
  deleteAfterSeconds: DAY,
});

const lessons: Queue = {
  name: LEARN_QUEUE,
  deadLetter: LEARN_DEAD_QUEUE,
  notify: true,
  retryLimit: LIMITS.attempts - 1,
  retryDelay: 2,
  expireInSeconds: LIMITS.lessonSeconds,
  heartbeatSeconds: LIMITS.heartbeatSeconds,
  retentionSeconds: LIMITS.keepRowsDays * DAY,
  deleteAfterSeconds: DAY,
};

/** Every queue, each after the dead-letter queue that it names. */
export const QUEUES: readonly Queue[] = [
  dead(DEAD_QUEUE),
  style('fast'),
  style('high'),
  style('clip-fast'),
  style('clip-high'),
  delivery(DELIVER_QUEUE),
  delivery(DELIVER_AS_BOT_QUEUE),
  dead(LEARN_DEAD_QUEUE),
  lessons,
];

/** Creates what is missing and brings the options of existing queues up to date. */
export async function prepareQueues(boss: PgBoss): Promise<void> {
  for (const queue of QUEUES) {
    await boss.createQueue(queue.name, queue);
    const { name, policy: _policy, partition: _partition, ...options } = queue;
    await boss.updateQueue(name, options);
    // lets pg-boss remember the queue: it would look it up at the first send, on a second connection, and with all
    // connections in transactions that wait for each other's locks there is none
    await boss.findJobs(name, { id: randomUUID() });
  }
}

/** What an entry of any queue says. */
export interface Entry {
  jobId: string;
}

/** s between two looks into a queue: the backstop of NOTIFY, and what finds retries and dead letters, which send none */
const POLL_SECONDS = 1;

/**
 * Hands the entries of a queue to `handle`, `atOnce` at a time, until `boss.offWork`. The next one is fetched as soon
 * as one is done; pg-boss by itself sleeps out its polling interval first, which made one picture a second of
 * pictures that take a fifth of it.
 */
export async function workQueue(
  boss: PgBoss,
  name: string,
  handle: (entry: JobWithMetadata<Entry>) => Promise<void>,
  { atOnce = 1, pollSeconds = POLL_SECONDS }: { atOnce?: number; pollSeconds?: number } = {},
): Promise<void> {
  const options = {
    includeMetadata: true,
    heartbeatRefreshSeconds: LIMITS.heartbeatRefreshSeconds,
    pollingIntervalSeconds: pollSeconds,
    notifyPollingIntervalSeconds: pollSeconds,
  } as const;
  for (let i = 0; i < atOnce; i++) {
    const id: string = await boss.work(name, options, ([entry]: JobWithMetadata<Entry>[]) =>
      handle(entry).finally(() => boss.notifyWorker(id)),
    );
  }
}
