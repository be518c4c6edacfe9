import { reaching } from '@atelier/jobs/away.ts';
import { AtelierError } from '@atelier/jobs/errors.ts';
import type { Result } from '@atelier/jobs/job.ts';
import { type JobView, type Pictures, readPictures } from '@atelier/jobs/lookup.ts';
import { resultReply } from '@atelier/jobs/reply/result.ts';
import { refusalOf } from '@atelier/jobs/webhook.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { ownJob } from '../actions/job.ts';
import { editOriginal, show, textMessage } from '../interactions/answer.ts';
import type { Handler } from '../interactions/handler.ts';
import { fill, wordsFor } from '../words.ts';
import { linkTo } from './list.ts';

/** One result again, with its buttons, in a private message. Errors: job.unknown, job.not-yours. */
export const SHOW_RESULT: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const job = await ownJob(bot, interaction);
    const result = resultOf(job, await reaching(readPictures(bot.workshop, job.id)));
    const { locale } = interaction;
    try {
      await show(bot, interaction, resultReply({ ...job, locale }, result));
    } catch (error) {
      if (refusalOf(error) !== 'too-large') throw error;
      const words = wordsFor(locale).history;
      const text = fill(words.tooLarge, { link: linkTo(bot, job) ?? '' }).trim();
      await editOriginal(bot, interaction, textMessage(text));
    }
  },
};

/** What a worker had handed over, read back. Errors: job.unknown when the picture is not kept any more. */
function resultOf(job: JobView, pictures: Pictures | null): Result {
  const { width, height, seconds, iterations, engine, device, losses } = job;
  const { picture = null, pictureType = null, plot = null } = pictures ?? {};
  if (picture === null || pictureType === null || width === null || height === null)
    throw new AtelierError('job.unknown');
  if (seconds === null || iterations === null || engine === null || device === null)
    throw new AtelierError('job.unknown');
  return {
    picture,
    pictureType,
    plot,
    fallback: null,
    ...{ width, height, seconds, iterations, engine, device },
    seed: job.seed,
    losses: losses ?? [],
    network: job.network,
    version: job.version,
  };
}
