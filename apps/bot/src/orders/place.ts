import type { StyleRequest } from '@atelier/contract/job.ts';
import { reaching } from '@atelier/jobs/away.ts';
import { jobIdOf } from '@atelier/jobs/job-id.ts';
import { queuedReply } from '@atelier/jobs/reply/queued.ts';
import { checkStanding } from '@atelier/jobs/standing.ts';
import type { Submitted } from '@atelier/jobs/submit.ts';
import type { Bot } from '../bot.ts';
import { editOriginal } from '../interactions/answer.ts';

/**
 * Says how many are ahead, then submits.
 *
 * The place in the queue is told before the job is submitted, not after: a fast worker can finish a picture
 * within the time of one edit, and an edit that arrives after the result would cover it.
 */
export async function placeOrder(
  bot: Bot,
  request: StyleRequest,
  submit: () => Promise<Submitted>,
): Promise<void> {
  const { interactionId, applicationId, interactionToken: token, preset, quality, parentId } = request;
  const standing = await reaching(checkStanding(bot.workshop, request));
  const job = { ...request, id: jobIdOf(interactionId) };
  const queued = queuedReply(job, standing);
  await editOriginal(bot, { applicationId, token }, queued.body).catch((error) => {
    // the worker's first edit will say more; the picture is what counts
    bot.log.warn({ err: error, interactionId }, 'the place in the queue could not be told');
  });
  const { jobId, created } = await reaching(submit());
  const what = created ? 'a job was submitted' : 'a job had been submitted before';
  bot.log.info({ jobId, interactionId, preset, quality, parentId, ...standing }, what);
}
