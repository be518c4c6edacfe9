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
import { followUpPrivately, persistently, sendDirectly } from '../reply/answer.ts';
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
 * What cannot be taken stops it, and the person is told how many were. Until the last one the interaction stays written
 * down: a bot that carries on with it takes what is not taken yet. Errors: those of the first picture; message.no-picture.
 */
export async function orderEach(bot: Bot, interaction: Answered, ordered: Ordered): Promise<void> {
  const { order, pictures, rules, deferral } = ordered;
  if (pictures.length === 0) throw new AtelierError('message.no-picture');
  for (const [index, picture] of pictures.entries()) {
    try {
      if (await isTaken(bot, interaction, index)) continue;
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
      const more = index === 0 && pictures.length > 1;
      await placeOrder(bot, place, rules, (options) =>
        submitJob(bot.workshop, place, bytes, null, { ...options, more }),
      ).catch(async (error: unknown) => {
        if (index > 0) await removeMessage(bot, place);
        throw error;
      });
    } catch (error) {
      if (index === 0 || bot.closing.aborted) throw error;
      const sentence = sentenceFor(interaction.locale, error);
      const counts = { taken: index, count: pictures.length, sentence };
      await tellSome(bot, interaction, fill(wordsFor(interaction.locale).paintForm.some, counts));
      break;
    }
  }
  const further = pictures.slice(1).map((_, i) => idOf(interaction.id, i + 1));
  if (further.length > 0) await bot.openInteractions.closeFurther(further);
}

/** Each job is known by an id of an interaction; those beyond the first have that with their number behind it. */
const idOf = (interactionId: string, index: number) =>
  index === 0 ? interactionId : `${interactionId}${index}`;

/** Whether it was taken before this process carried on with what another one had begun. */
async function isTaken(
  { workshop, openInteractions }: Bot,
  { id }: Answered,
  index: number,
): Promise<boolean> {
  if (openInteractions.carried(id) === undefined) return false;
  return (await reaching(findJob(workshop, jobIdOf(idOf(id, index))))) !== null;
}

/** With a message of its own, under which Cancel works from the first moment. */
async function withMessage(bot: Bot, request: StyleRequest, index: number): Promise<StyleRequest> {
  const { applicationId, interactionToken: token, userId, preset, quality, locale } = request;
  const interactionId = idOf(request.interactionId, index);
  const jobId = jobIdOf(interactionId);
  const deferral = request.private ? 'private' : 'public';
  const row = { id: interactionId, applicationId, token, userId, locale, deferral, jobId } as const;
  const before = await bot.openInteractions.openFurther(row);
  if (before !== null) return { ...request, interactionId, replyId: before };
  const reply = takenReply({ preset, quality, locale, id: jobId });
  const flags = request.private ? MessageFlags.Ephemeral : 0;
  const { id } = await persistently(bot, (signal) => followUp(bot.api, request, reply, { flags, signal }));
  await bot.openInteractions.noteFurther(interactionId, id);
  return { ...request, interactionId, replyId: id };
}

async function removeMessage(bot: Bot, request: StyleRequest): Promise<void> {
  await persistently(bot, (signal) => deleteReply(bot.api, request, { signal })).catch((err) => {
    bot.log.info({ err }, 'the message of a picture that was not taken could not be deleted');
  });
}

/** The reply is the first picture's by now: a refusal must not take it away. */
async function tellSome(bot: Bot, interaction: Answered, text: string): Promise<void> {
  const ways = [
    () => followUpPrivately(bot, interaction, text),
    () => sendDirectly(bot, interaction.user.id, text),
  ];
  for (const tell of ways) {
    try {
      return await tell();
    } catch (err) {
      if (bot.closing.aborted) throw err;
      bot.log.warn(
        { err, interactionId: interaction.id },
        'it could not be told how many pictures were taken',
      );
    }
  }
}
