import { LIMITS } from '@atelier/contract/limits.ts';
import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, payload, text } from '@atelier/discord/reply/payload.ts';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { findOpenOrder, readOutcome } from '@atelier/queue/find-jobs.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { AtelierError, sentenceFor } from '../errors.ts';
import { type Answerable, deleteOriginal, followUpPrivately, show } from '../reply/answer.ts';
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
    const order = await cancelOwn(interaction, bot);
    const sentence = sentenceFor(interaction.locale, new AtelierError('job.cancelled'));
    try {
      await deleteOriginal(bot, interaction);
    } catch (err) {
      bot.log.info({ err, interactionId: interaction.id }, UNDELETED);
      return show(bot, interaction, payload(ACCENTS.waiting, [text(sentence)]));
    }
    // the word belongs to the command, whose reply has gone; the press is answered where that token opens no more
    const own = () => followUpPrivately(bot, interaction, sentence);
    await (order === null ? own() : followUpPrivately(bot, order, sentence).catch(own));
  },
};

const UNDELETED = 'a cancelled order’s message could not be deleted';

/**
 * The same from a list, which stays a list: its message goes through the order's own token, and says that it was
 * cancelled where that does not open any more.
 */
export async function cancelFromList(interaction: MessageComponentInteraction, bot: Bot): Promise<void> {
  const order = await cancelOwn(interaction, bot);
  if (order === null) return;
  try {
    await deleteOriginal(bot, order);
    await followUpPrivately(bot, order, sentenceFor(interaction.locale, new AtelierError('job.cancelled')));
  } catch (err) {
    bot.log.info({ err, interactionId: interaction.id }, UNDELETED);
  }
}

/** How the order itself is answered; null when its token is too old. Errors: job.too-late, job.unknown, job.not-yours. */
async function cancelOwn(interaction: MessageComponentInteraction, bot: Bot): Promise<Answerable | null> {
  const jobId = parseCustomId(interaction.customId)?.subject ?? '';
  const order = await reaching(findOpenOrder(bot.workshop, jobId));
  if (order !== null && order.userId !== interaction.user.id) throw new AtelierError('job.not-yours');
  if (order === null) await ownJob(bot, interaction);
  const outcome = await reaching(cancelJob(bot.workshop, jobId, interaction.user.id));
  if (outcome === 'too-late') throw new AtelierError('job.too-late');
  if (outcome === 'unknown') throw new AtelierError('job.unknown');
  bot.log.info({ jobId, interactionId: interaction.id }, 'a job was cancelled');
  if (order !== null) return order;
  const job = await reaching(readOutcome(bot.workshop, jobId));
  if (job === null || job.ageMs > LIMITS.tokenUsableMs || job.interactionToken === '') return null;
  return { applicationId: job.applicationId, token: job.interactionToken };
}
