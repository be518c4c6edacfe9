import { reaching } from '@atelier/jobs/away.ts';
import { comparePicture } from '@atelier/jobs/compare.ts';
import { compareReply } from '@atelier/jobs/reply/compare.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { show } from '../interactions/answer.ts';
import type { Handler } from '../interactions/handler.ts';
import { finishedJob } from './job.ts';

/** Photo and painting side by side, for the asker alone. Errors: photo.gone after the purge. */
export const COMPARE: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const job = await finishedJob(bot, interaction);
    const picture = await reaching(comparePicture(bot.workshop, job.id));
    if (picture === null) throw new AtelierError('photo.gone');
    await show(bot, interaction, compareReply(job, picture, interaction.locale));
  },
};
