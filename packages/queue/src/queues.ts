import { randomUUID } from 'node:crypto';
import { isClipLine, type Line, qualityOf } from '@atelier/contract/clip.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { PgBoss, Queue } from 'pg-boss';

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
/** Outcomes that need the bot's token, and messages that are to go; worked by the bot alone. */
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

const delivery = (name: string, notify: boolean): Queue => ({
  name,
  notify,
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
  // who ended the job delivers it: nobody else has to be woken for each
  delivery(DELIVER_QUEUE, false),
  delivery(DELIVER_AS_BOT_QUEUE, true),
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
  /** of a delivery: the id is a lesson's, whose end is told */
  lesson?: boolean | undefined;
  /** of one that needs the bot's token: the message in a channel that is to go; of the job there may be nothing any more */
  remove?: ShownIn | undefined;
}

/** Where in Discord a result is shown. */
export interface ShownIn {
  channelId: string;
  messageId: string;
}
