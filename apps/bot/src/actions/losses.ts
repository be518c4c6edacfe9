import { reaching } from '@atelier/jobs/away.ts';
import { readPictures } from '@atelier/jobs/lookup.ts';
import { lossesReply } from '@atelier/jobs/reply/losses.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { show } from '../interactions/answer.ts';
import type { Handler } from '../interactions/handler.ts';
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
