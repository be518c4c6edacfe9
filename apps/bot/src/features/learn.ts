import { lessonReply } from '@atelier/discord/reply/lesson.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { submitLesson } from '@atelier/queue/lessons.ts';
import type { ChatInputCommandInteraction } from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Handler } from '../reply/handler.ts';
import { takePicture } from '../submit/attachment.ts';
import { managedGuild } from '../submit/permissions.ts';
import { WORDS } from '../words.ts';

const { painting, title, artist, year, moods } = WORDS.learnOptions;

/**
 * `/learn`, for those who may manage the server: takes the painting in; a worker learns it and says how far it is.
 * Errors: server.manage, those of the picture, and those of `submitLesson`.
 */
export const LEARN: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const guildId = managedGuild(interaction);
    const { options, user, locale, applicationId, token, id } = interaction;
    const bytes = await takePicture(bot, options.getAttachment(painting.name, true));
    const request = {
      interactionId: id,
      applicationId,
      interactionToken: token,
      userId: user.id,
      guildId,
      locale,
      title: options.getString(title.name, true),
      artist: options.getString(artist.name) ?? '',
      year: options.getString(year.name) ?? '',
      // in Japanese too, whose comma is another one
      moods: (options.getString(moods.name) ?? '').split(/[,、，;]/),
    };
    const { lesson, seconds } = await reaching(submitLesson(bot.workshop, request, bytes));
    bot.log.info({ lessonId: lesson.id, guildId, title: lesson.title }, 'a painting is to be learnt');
    // a worker that was quicker has said more already
    if (lesson.state === 'waiting') await show(bot, interaction, lessonReply(lesson, seconds));
  },
};
