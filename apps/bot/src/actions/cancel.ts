import { reaching } from '@atelier/jobs/away.ts';
import { cancelJob } from '@atelier/jobs/cancel.ts';
import { findOpenOrder, type JobView } from '@atelier/jobs/lookup.ts';
import { parseCustomId } from '@atelier/jobs/reply/custom-id.ts';
import { failureReply } from '@atelier/jobs/reply/failure.ts';
import { ACCENTS, payload, text } from '@atelier/jobs/reply/payload.ts';
import type { MessageComponentInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { AtelierError, sentenceFor } from '../errors.ts';
import { show } from '../interactions/answer.ts';
import type { Handler } from '../interactions/handler.ts';
import { ownJob } from './job.ts';

/**
 * Cancel under a waiting picture or one that is being painted. The message says so at once through the press's own
 * token; the delivery of the outcome says the same after the worker's last edit, while the job's token lives.
 */
export const CANCEL: Handler<MessageComponentInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    const job = await cancelOwn(interaction, bot);
    const error = new AtelierError('job.cancelled');
    const reply = job
      ? failureReply({ ...job, id: undefined }, error)
      : payload(ACCENTS.waiting, [text(sentenceFor(interaction.locale, error))]);
    await show(bot, interaction, reply);
  },
};

/** The job; null when the order had not become one yet. Errors: job.too-late, job.unknown, job.not-yours. */
export async function cancelOwn(interaction: MessageComponentInteraction, bot: Bot): Promise<JobView | null> {
  const jobId = parseCustomId(interaction.customId)?.subject ?? '';
  const order = await reaching(findOpenOrder(bot.workshop, jobId));
  if (order !== null && order.userId !== interaction.user.id) throw new AtelierError('job.not-yours');
  const job = order === null ? await ownJob(bot, interaction) : null;
  const outcome = await reaching(cancelJob(bot.workshop, jobId, interaction.user.id));
  if (outcome === 'too-late') throw new AtelierError('job.too-late');
  if (outcome === 'unknown') throw new AtelierError('job.unknown');
  bot.log.info({ jobId, interactionId: interaction.id }, 'a job was cancelled');
  return job;
}
