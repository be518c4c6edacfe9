import { asAtelierError } from '@atelier/contract/errors.ts';
import type { StyleRequest } from '@atelier/contract/job.ts';
import type { Order } from '@atelier/contract/order.ts';
import { takenReply } from '@atelier/discord/reply/queued.ts';
import { plain } from '@atelier/discord/reply/words.ts';
import { deleteReply, followUp } from '@atelier/discord/webhook.ts';
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
import { isTaken, orderId, placeOrder, whileTaken } from './submit.ts';

interface Ordered {
  order: Omit<Order, 'seed'>;
  pictures: readonly { url: string; name: string; spoiler?: boolean; contentType?: string | null }[];
  rules: Rules;
  deferral: Deferral;
}

/**
 * A job for each picture: the first one's is the reply to the interaction, each further one has a message of its own.
 * A picture that cannot be read is passed over, whatever else cannot be taken stops it; the person is told how many were,
 * and why the others not. Until the last one the interaction stays written down: a bot that carries on with it takes what
 * is not taken yet. Errors: why the first was not, where none was; message.no-picture.
 */
export async function orderEach(bot: Bot, interaction: Answered, ordered: Ordered): Promise<void> {
  const { pictures } = ordered;
  if (pictures.length === 0) throw new AtelierError('message.no-picture');
  const failures: { name: string; error: unknown }[] = [];
  let taken = 0;
  for (const [index, picture] of pictures.entries()) {
    try {
      const more = index + 1 < pictures.length;
      if (!(await isTaken(bot, interaction.id, taken)))
        await order(bot, interaction, ordered, { picture, taken, more });
      taken++;
    } catch (error) {
      if (bot.closing.aborted) throw error;
      failures.push({ name: picture.name, error });
      if (!isOfPicture(error)) break;
    }
  }
  if (taken === 0) throw (failures.findLast(({ error }) => !isOfPicture(error)) ?? failures[0]!).error;
  if (failures.length > 0) {
    const counts = { taken, count: pictures.length, sentence: reasons(failures, interaction.locale) };
    await tellSome(bot, interaction, fill(wordsFor(interaction.locale).paintForm.some, counts));
  }
  const further = pictures.slice(1).map((_, i) => orderId(interaction.id, i + 1));
  if (further.length > 0) await bot.openInteractions.closeFurther(further);
}

/** `taken`: how many were before; the reply is the first one's. `more`: others come after it. */
async function order(
  bot: Bot,
  interaction: Answered,
  { order, rules, deferral }: Ordered,
  { picture, taken, more }: { picture: Ordered['pictures'][number]; taken: number; more: boolean },
): Promise<void> {
  const take = async () => {
    const read = await takePhoto(bot, picture, clipLimitsFor(bot, rules, order));
    return { ...read, doubtful: await needsCover(bot, interaction, rules, async () => read) };
  };
  const first = taken === 0;
  const { bytes, doubtful, ...moving } = await (first ? whileTaken(bot, interaction, order, take) : take());
  const named = { ...order, ...moving, fileName: picture.name, spoiler: isCovered(picture) || doubtful };
  const request = requestOf(interaction, underRules(named, rules, deferral));
  const place = first ? request : await withMessage(bot, request, taken);
  await placeOrder(bot, place, rules, (options) =>
    submitJob(bot.workshop, place, bytes, null, { ...options, more: first && more }),
  ).catch(async (error: unknown) => {
    if (!first) await removeMessage(bot, place);
    throw error;
  });
}

/** Of this picture alone, and the same for a bot that carries on: others may be taken all the same. */
function isOfPicture(error: unknown): boolean {
  const { code } = asAtelierError(error);
  return /^(image|clip)\./.test(code) || code === 'picture.unsafe';
}

function reasons(failures: readonly { name: string; error: unknown }[], locale: string): string {
  const lines = failures.map(({ name, error }) => {
    const sentence = sentenceFor(locale, error);
    return isOfPicture(error) ? `\n**${plain(name)}**: ${sentence}` : sentence;
  });
  return lines.join(' ');
}

/** With a message of its own, under which Cancel works from the first moment. */
async function withMessage(bot: Bot, request: StyleRequest, index: number): Promise<StyleRequest> {
  const { applicationId, interactionToken: token, userId, preset, quality, locale } = request;
  const interactionId = orderId(request.interactionId, index);
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
    () => sendDirectly(bot, interaction.user.id, { text, interactionId: interaction.id }),
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
