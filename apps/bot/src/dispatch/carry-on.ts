import { LIMITS } from '@atelier/contract/limits.ts';
import { answerOf, readOriginal, refusalOf } from '@atelier/discord/webhook.ts';
import type { OpenInteraction } from '@atelier/queue/open-interactions.ts';
import type { APIInteraction } from 'discord.js';
import { AtelierError, sentenceFor } from '../errors.ts';
import { sendDirectly } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import { handIn } from './hand-in.ts';

const UNKNOWN_WEBHOOK = 10_015;

/**
 * Answers what another process had acknowledged, or was about to: the same interaction once more, from the beginning.
 * Nothing is done twice by that, as an order is known by its interaction. Where the token is too old, its person is told
 * directly that nothing comes of it.
 */
export async function carryOn(bot: Bot, left: OpenInteraction & { ageMs: number }): Promise<void> {
  const { id, applicationId, token: interactionToken } = left;
  try {
    if (left.ageMs > LIMITS.tokenUsableMs) return await tellTooLate(bot, left);
    await readOriginal(bot.api, { applicationId, interactionToken }, AbortSignal.timeout(LIMITS.editMs));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === 'temporary') return bot.openInteractions.leave(id);
    if (refusal === 'expired') return tellTooLate(bot, left);
    // the process died before its acknowledgement was taken: Discord has told the person already
    if (answerOf(error).code === UNKNOWN_WEBHOOK) return bot.openInteractions.close(id);
  }
  const payload = left.payload as APIInteraction;
  bot.channelsSeen.note(payload);
  // of a version that knows more kinds than this one
  if (!handIn(bot.client, payload)) await tellTooLate(bot, left);
}

async function tellTooLate(bot: Bot, { id, userId, locale, deferral }: OpenInteraction): Promise<void> {
  try {
    // a button that did nothing can be pressed again, and is not worth a message
    if (deferral !== 'update')
      await sendDirectly(bot, userId, {
        text: sentenceFor(locale, new AtelierError('service.unavailable')),
        interactionId: id,
      });
  } catch (err) {
    if (bot.closing.aborted) return; // the next bot tells it
    bot.log.warn({ err, interactionId: id }, 'nobody could be told that an interaction came to nothing');
  }
  await bot.openInteractions.close(id);
}
