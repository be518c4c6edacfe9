import { reaching } from '@atelier/jobs/away.ts';
import { cancelJob } from '@atelier/jobs/cancel.ts';
import type { JobView } from '@atelier/jobs/lookup.ts';
import { failureReply } from '@atelier/jobs/reply/failure.ts';
import type { MessageComponentInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { AtelierError } from '../errors.ts';
import { editOriginal } from '../interactions/answer.ts';
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
    const reply = failureReply({ ...job, id: undefined }, { code: 'job.cancelled' });
    await editOriginal(bot, interaction, reply.body);
  },
};

/** Errors: job.too-late, job.unknown, job.not-yours. */
export async function cancelOwn(interaction: MessageComponentInteraction, bot: Bot): Promise<JobView> {
  const job = await ownJob(bot, interaction);
  const outcome = await reaching(cancelJob(bot.workshop, job.id, interaction.user.id));
  if (outcome === 'too-late') throw new AtelierError('job.too-late');
  if (outcome === 'unknown') throw new AtelierError('job.unknown');
  bot.log.info({ jobId: job.id, interactionId: interaction.id }, 'a job was cancelled');
  return job;
}
