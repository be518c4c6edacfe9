import type { StyleRequest } from '@atelier/contract/job.ts';
import type { Order } from '@atelier/contract/order.ts';
import { takenReply } from '@atelier/discord/reply/queued.ts';
import { deleteReply, followUp } from '@atelier/discord/webhook.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { findJob } from '@atelier/queue/find-jobs.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { MessageFlags } from 'discord.js';
import { AtelierError, sentenceFor } from '../errors.ts';
import { needsCover } from '../moderation/check.ts';
import { followUpPrivately, persistently } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Answered, Deferral } from '../reply/handler.ts';
import { fill, wordsFor } from '../words.ts';
import { isCovered, takePhoto } from './attachment.ts';
import { clipLimitsFor } from './clips.ts';
import type { Rules } from './permissions.ts';
import { requestOf, underRules } from './request.ts';
import { placeOrder, whileTaken } from './submit.ts';

interface Ordered {
  order: Omit<Order, 'seed'>;
  pictures: readonly { url: string; name: string; spoiler?: boolean; contentType?: string | null }[];
  rules: Rules;
  deferral: Deferral;
}

/**
 * A job for each picture: the first one's is the reply to the interaction, each further one has a message of its own.
 * What cannot be taken stops it, and the person is told how many were. Errors: those of the first picture;
 * message.no-picture.
 */
export async function orderEach(bot: Bot, interaction: Answered, ordered: Ordered): Promise<void> {
  const { order, pictures, rules, deferral } = ordered;
  if (pictures.length === 0) throw new AtelierError('message.no-picture');
  for (const [index, picture] of pictures.entries()) {
    try {
      if (index > 0 && (await isTaken(bot, interaction, index))) continue;
      const take = async () => {
        const taken = await takePhoto(bot, picture, clipLimitsFor(bot, rules, order));
        return { ...taken, doubtful: await needsCover(bot, interaction, rules, async () => taken) };
      };
      // the reply is the first one's
      const { bytes, doubtful, ...moving } = await (index === 0
        ? whileTaken(bot, interaction, order, take)
        : take());
      const named = { ...order, ...moving, fileName: picture.name, spoiler: isCovered(picture) || doubtful };
      const request = requestOf(interaction, underRules(named, rules, deferral));
      const place = index === 0 ? request : await withMessage(bot, request, index);
      await placeOrder(bot, place, rules, (options) =>
        submitJob(bot.workshop, place, bytes, null, options),
      ).catch(async (error: unknown) => {
        if (index > 0) await removeMessage(bot, place);
        throw error;
      });
    } catch (error) {
      if (index === 0) throw error;
      const sentence = sentenceFor(interaction.locale, error);
      const counts = { taken: index, count: pictures.length, sentence };
      const text = fill(wordsFor(interaction.locale).paintForm.some, counts);
      return followUpPrivately(bot, interaction, text);
    }
  }
}

/** Each job is known by an id of an interaction; those beyond the first have that with their number behind it. */
const idOf = (interactionId: string, index: number) => `${interactionId}${index}`;

/** Whether it was taken before this process carried on with what another one had begun. */
async function isTaken({ workshop }: Bot, { id }: Answered, index: number): Promise<boolean> {
  return (await reaching(findJob(workshop, jobIdOf(idOf(id, index))))) !== null;
}

async function withMessage(bot: Bot, request: StyleRequest, index: number): Promise<StyleRequest> {
  const interactionId = idOf(request.interactionId, index);
  const { preset, quality, locale } = request;
  const reply = takenReply({ preset, quality, locale, id: jobIdOf(interactionId) });
  const flags = request.private ? MessageFlags.Ephemeral : 0;
  const { id } = await persistently(bot, (signal) => followUp(bot.api, request, reply, { flags, signal }));
  return { ...request, interactionId, replyId: id };
}

async function removeMessage(bot: Bot, request: StyleRequest): Promise<void> {
  await persistently(bot, (signal) => deleteReply(bot.api, request, { signal })).catch((err) => {
    bot.log.info({ err }, 'the message of a picture that was not taken could not be deleted');
  });
}
