import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, payload, text } from '@atelier/discord/reply/payload.ts';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { findOpenOrder } from '@atelier/queue/find-jobs.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { AtelierError, sentenceFor } from '../errors.ts';
import { deleteOriginal, followUpPrivately, show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Handler } from '../reply/handler.ts';
import { ownJob } from './job.ts';

/**
 * Cancel under a waiting picture or one that is being painted. The message goes, and the person alone is told; where it
 * cannot be deleted, it says so itself.
 */
export const CANCEL: Handler<MessageComponentInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    await cancelOwn(interaction, bot);
    const sentence = sentenceFor(interaction.locale, new AtelierError('job.cancelled'));
    try {
      await deleteOriginal(bot, interaction);
    } catch (err) {
      bot.log.info(
        { err, interactionId: interaction.id },
        'a cancelled order’s message could not be deleted',
      );
      return show(bot, interaction, payload(ACCENTS.waiting, [text(sentence)]));
    }
    await followUpPrivately(bot, interaction, sentence);
  },
};

/** Errors: job.too-late, job.unknown, job.not-yours. */
export async function cancelOwn(interaction: MessageComponentInteraction, bot: Bot): Promise<void> {
  const jobId = parseCustomId(interaction.customId)?.subject ?? '';
  const order = await reaching(findOpenOrder(bot.workshop, jobId));
  if (order !== null && order.userId !== interaction.user.id) throw new AtelierError('job.not-yours');
  if (order === null) await ownJob(bot, interaction);
  const outcome = await reaching(cancelJob(bot.workshop, jobId, interaction.user.id));
  if (outcome === 'too-late') throw new AtelierError('job.too-late');
  if (outcome === 'unknown') throw new AtelierError('job.unknown');
  bot.log.info({ jobId, interactionId: interaction.id }, 'a job was cancelled');
}
