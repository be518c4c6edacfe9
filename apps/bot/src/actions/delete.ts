import { reaching } from '@atelier/jobs/away.ts';
import type { JobView } from '@atelier/jobs/lookup.ts';
import { deleteResult } from '@atelier/jobs/remove.ts';
import { type MessageComponentInteraction, Routes } from 'discord.js';
import type { Bot } from '../bot.ts';
import { deleteOriginal, persistently } from '../interactions/answer.ts';
import type { Handler } from '../interactions/handler.ts';
import { ownJob } from './job.ts';

/** The bytes first, then the message: a message that cannot be deleted shows a picture that nobody keeps. */
export const DELETE: Handler<MessageComponentInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    const job = await ownJob(bot, interaction, { managersToo: true });
    await reaching(deleteResult(bot.workshop, job.id));
    await deleteOriginal(bot, interaction);
    if (job.messageId !== interaction.message.id) await deleteShown(bot, job);
    const by = interaction.user.id;
    bot.log.info({ jobId: job.id, interactionId: interaction.id, by }, 'a result was deleted');
  },
};

/** The message in the channel, when Delete was pressed in the history. Where the bot itself is not, it must stay. */
async function deleteShown(bot: Bot, { id, channelId, messageId }: JobView): Promise<void> {
  const { client, log } = bot;
  if (channelId === null || messageId === null) return;
  try {
    await persistently(bot, (signal) =>
      client.rest.delete(Routes.channelMessage(channelId, messageId), { signal }),
    );
  } catch (error) {
    log.info({ err: error, jobId: id }, 'the message with a deleted result could not be deleted');
  }
}
