import { lineOf } from '@atelier/contract/clip.ts';
import { type CheckedRequest, StyleRequest } from '@atelier/contract/job.ts';
import { OWN_STYLE } from '@atelier/contract/order.ts';
import { AtelierError } from './errors.ts';
import { jobIdOf } from './job-id.ts';
import { giveWay, heldUpBelow, priorityOf } from './priority.ts';
import { STYLE_QUEUES } from './queues.ts';
import { type Quota, refuseBeyondLimit, refuseBeyondQuota } from './quota.ts';
import { findByInteraction, insertJob } from './store/jobs.ts';
import { deleteInteraction, lockInteraction } from './store/open-interactions.ts';
import { insertPhoto } from './store/pictures.ts';
import { forgetDeparture } from './store/privacy.ts';
import { type Hold, holdReply } from './store/replies.ts';
import { comeLate, LAST_TURN, lastOfServer, laterTurns, moveJobs } from './store/turns.ts';
import { countOpenJobs, lockPerson } from './store/waiting.ts';
import { bossDb, type Queryable, repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

/** ms after which a job may have come to be before the moment up to which its line is taken: half of what claims allow for */
const LATE_MS = 100;

export interface Submitted {
  /** `jobIdOf(interactionId)` */
  jobId: string;
  /** false when this interaction had been submitted before: nothing was written */
  created: boolean;
  /** keeps the outcome from the reply while the place is told; null when it was not asked for */
  hold: Hold | null;
}

export interface SubmitOptions {
  /** the caller tells the place in the queue, and the outcome waits for that; default false */
  holdForPlace?: boolean;
  /** what the person may have painted where the order comes from; null or absent: as much as they like */
  quota?: Quota | null;
  /** further pictures of the same order come after this one: what was promised about them stays written down */
  more?: boolean;
}

/**
 * Job row, photo and queue entry in one transaction, once per interaction.
 * A person's jobs beyond the first wait behind everybody's first, so that a flood delays only its own sender.
 * `style`: a style picture of the person's own, given exactly when the preset is `OWN_STYLE`.
 * Errors: job.limit when the person has as many open jobs as the server, or else `LIMITS`, allows; job.quota beyond the quota; job.cancelled when
 * the order was cancelled before.
 */
export async function submitJob(
  workshop: Workshop,
  request: StyleRequest,
  photo: Uint8Array,
  style: Uint8Array | null = null,
  options: SubmitOptions = {},
): Promise<Submitted> {
  const checked = StyleRequest.parse(request);
  if ((checked.preset === OWN_STYLE) !== (style !== null)) {
    throw new Error(`Expected a style picture for the preset ${OWN_STYLE} and for no other`);
  }
  const { bytes } = workshop;
  const [kept, keptStyle] = await Promise.all([bytes.keep(photo), style && bytes.keep(style)]);
  return submit(workshop, checked, (client, jobId) => insertPhoto(client, jobId, kept, keptStyle), options);
}

/** The same with a photo that `putPhoto` writes. */
export async function submit(
  workshop: Workshop,
  request: CheckedRequest,
  putPhoto: (client: Queryable, jobId: string) => Promise<void>,
  { holdForPlace = false, quota = null, more = false }: SubmitOptions = {},
): Promise<Submitted> {
  // of the transaction, from which a job's place counts
  let begin = 0;
  const submitted = await repeatable(workshop.pool, async (client, again) => {
    begin = performance.now();
    await lockPerson(client, request.userId);
    await forgetDeparture(client, 'person', request.userId);
    // from here on the job's row is what was promised
    const cancelledBy = await (more ? lockInteraction : deleteInteraction)(client, request.interactionId);
    const known = await findByInteraction(client, request.interactionId);
    if (known !== null) return { jobId: known, created: again, hold: null };
    if (cancelledBy !== null) throw new AtelierError('job.cancelled');
    const open = await countOpenJobs(client, request.userId, request.guildId);
    refuseBeyondLimit(open);
    if (quota !== null) await refuseBeyondQuota(client, request, quota);

    const jobId = jobIdOf(request.interactionId);
    const turn = Math.min(open.all, LAST_TURN);
    const priority = await takePlace(client, request, turn, open.now);
    await insertJob(client, { ...request, id: jobId, priority, turn });
    await putPhoto(client, jobId);
    const entry = await workshop.boss.send(
      STYLE_QUEUES[lineOf(request)],
      { jobId },
      { id: jobId, priority, db: bossDb(client) },
    );
    if (entry === null) throw new AtelierError('internal', {}, new Error('The queue refused the job'));
    const hold = holdForPlace ? await holdReply(client, jobId, 'waiting') : null;
    return { jobId, created: true, hold };
  });
  if (submitted.created && performance.now() - begin > LATE_MS) {
    const { channel } = workshop.loops;
    const late = { queue: STYLE_QUEUES[lineOf(request)], jobId: submitted.jobId, channel };
    // what cannot be said, the supervisor's next walk finds
    await comeLate(workshop.pool, late).catch(() => {});
  }
  return submitted;
}

/** The priority of a new job, for which others of its server may have moved. */
async function takePlace(
  client: Queryable,
  request: CheckedRequest,
  turn: number,
  now: number,
): Promise<number> {
  const { guildId, quality } = request;
  if (guildId === null) return priorityOf(quality, { turn, last: null, inServer: false }, now);
  const line = { guildId, quality, line: lineOf(request) };
  const last = await lastOfServer(client, line, heldUpBelow(quality, now));
  const place = priorityOf(quality, { turn, last, inServer: true }, now);
  const { priority, moved } = giveWay(place, await laterTurns(client, line, turn));
  await moveJobs(client, STYLE_QUEUES[line.line], moved);
  return priority;
}
