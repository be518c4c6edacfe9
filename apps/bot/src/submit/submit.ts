import { setTimeout as sleep } from 'node:timers/promises';
import type { StyleRequest } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { tellPlace } from '@atelier/discord/queue-positions.ts';
import type { ReplyJob } from '@atelier/discord/reply/about.ts';
import { takenReply } from '@atelier/discord/reply/queued.ts';
import { deleteReply, editOriginal } from '@atelier/discord/webhook.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { findJob } from '@atelier/queue/find-jobs.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import type { SubmitOptions, Submitted } from '@atelier/queue/submit.ts';
import { AtelierError } from '../errors.ts';
import { persistently } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Answered } from '../reply/handler.ts';
import type { Rules } from './permissions.ts';

/** ms after which a person is told that the order is taken; most pictures have been looked at by then */
const TELL_AFTER_MS = 300;

/**
 * Whether an order became a job before this process carried on with it: what it shows is the job's by now. index: of the
 * order among those of one interaction. Errors: service.unavailable.
 */
export async function isTaken(
  { workshop, openInteractions }: Bot,
  interactionId: string,
  index = 0,
): Promise<boolean> {
  if (openInteractions.carried(interactionId) === undefined) return false;
  return (await reaching(findJob(workshop, jobIdOf(orderId(interactionId, index))))) !== null;
}

/** Each job is known by an id of an interaction; those beyond the first have that with their number behind it. */
export const orderId = (interactionId: string, index: number) =>
  index === 0 ? interactionId : `${interactionId}${index}`;

/**
 * Fetches and checks what an order is about. When that takes a moment the reply says so, with a Cancel that works before
 * there is a job. An edit that goes astray has landed, or will not any more, when this resolves.
 */
export async function whileTaken<T>(
  bot: Bot,
  interaction: Answered,
  order: Pick<ReplyJob, 'preset' | 'quality'>,
  work: () => Promise<T>,
): Promise<T> {
  const { id, applicationId, token: interactionToken, locale } = interaction;
  const done = new AbortController();
  const telling = (async () => {
    await sleep(TELL_AFTER_MS, undefined, { signal: done.signal });
    // Cancel finds the order by its row
    if (!(await bot.openInteractions.written(id)) || done.signal.aborted) return;
    const signal = AbortSignal.timeout(LIMITS.replyHoldSeconds * 1000);
    const reply = takenReply({ ...order, locale, id: jobIdOf(id) });
    await editOriginal(bot.api, { applicationId, interactionToken }, reply, signal);
  })().catch((err) => {
    if (!done.signal.aborted)
      bot.log.warn({ err, interactionId: id }, 'it could not be told that an order is taken');
  });
  try {
    return await work();
  } finally {
    done.abort();
    await telling;
  }
}

/**
 * Submits, then says how many are ahead: there is no place before there is a job. The outcome waits for that edit, as a
 * fast worker can finish a picture within its time.
 */
export async function placeOrder(
  bot: Bot,
  request: StyleRequest,
  { quota }: Pick<Rules, 'quota'>,
  submit: (options: SubmitOptions) => Promise<Submitted>,
): Promise<void> {
  const { interactionId, preset, quality, parentId } = request;
  try {
    const { jobId, created, hold } = await reaching(submit({ holdForPlace: true, quota }));
    const what = created ? 'a job was submitted' : 'a job had been submitted before';
    bot.log.info({ jobId, interactionId, preset, quality, parentId }, what);
    if (!created) return;
    await tellPlace(bot.workshop, bot.api, jobId, hold).catch((err) => {
      // whoever keeps the places true says it later; the picture is what counts
      bot.log.warn({ err, interactionId }, 'the place in the queue could not be told');
    });
  } catch (error) {
    if (!(error instanceof AtelierError && error.code === 'job.cancelled')) throw error;
    bot.log.info({ interactionId }, 'an order was cancelled before it was a job');
    // the press has said so, and taken the message away: this is for an edit of ours that came after it
    await persistently(bot, (signal) => deleteReply(bot.api, request, { signal })).catch((err) => {
      // the next bot tries it again
      if (bot.closing.aborted) throw err;
      bot.log.debug({ err, interactionId }, 'a cancelled order’s message could not be deleted again');
    });
  }
}
