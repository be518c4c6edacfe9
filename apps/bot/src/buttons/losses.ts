import { lossesReply } from '@atelier/discord/reply/losses.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { readPictures } from '@atelier/queue/find-jobs.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Handler } from '../reply/handler.ts';
import { finishedJob } from './job.ts';

/** The loss curves and their figures, for the asker alone. */
export const LOSSES: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const job = await finishedJob(bot, interaction);
    const pictures = await reaching(readPictures(bot.workshop, job.id));
    await show(bot, interaction, lossesReply(job, pictures?.plot ?? null, interaction.locale));
  },
};
