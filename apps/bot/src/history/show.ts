import { LIMITS } from '@atelier/contract/limits.ts';
import { reaching } from '@atelier/jobs/away.ts';
import { readOutcome } from '@atelier/jobs/lookup.ts';
import { firstThatFits, renditions } from '@atelier/jobs/renditions.ts';
import { refusalOf } from '@atelier/jobs/webhook.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { ownJob } from '../actions/job.ts';
import { AtelierError } from '../errors.ts';
import { show, textMessage } from '../interactions/answer.ts';
import type { Handler } from '../interactions/handler.ts';
import { fill, wordsFor } from '../words.ts';
import { linkTo } from './list.ts';

/**
 * One result again, with its buttons, in a private message: as good as this place takes it, which may be another one
 * than where it was painted. Errors: job.unknown, also when the picture is not kept any more; job.not-yours.
 */
export const SHOW_RESULT: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const job = await ownJob(bot, interaction);
    const ended = await reaching(readOutcome(bot.workshop, job.id));
    if (ended?.outcome.kind !== 'painted') throw new AtelierError('job.unknown');
    const { locale } = interaction;
    const attachmentSizeLimit = interaction.attachmentSizeLimit || LIMITS.attachmentBytes;
    try {
      const all = renditions({ ...ended, locale, attachmentSizeLimit });
      await firstThatFits(all, (payload) => show(bot, interaction, payload));
    } catch (error) {
      if (refusalOf(error) !== 'too-large') throw error;
      const words = wordsFor(locale).history;
      const text = fill(words.tooLarge, { link: linkTo(bot, job) ?? '' }).trim();
      await show(bot, interaction, textMessage(text));
    }
  },
};
