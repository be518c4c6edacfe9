import { LIMITS } from '@atelier/contract/limits.ts';
import { answerOf, readOriginal, refusalOf } from '@atelier/discord/webhook.ts';
import type { Abandoned, OpenInteraction } from '@atelier/queue/open-interactions.ts';
import { type APIInteraction, MessageFlags } from 'discord.js';
import { AtelierError, sentenceFor } from '../errors.ts';
import { sendDirectly } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import { handIn } from './hand-in.ts';

const UNKNOWN_WEBHOOK = 10_015;

/**
 * Answers what another process had acknowledged, or was about to: the same interaction once more, from the beginning.
 * Nothing is done twice by that, as an order is known by its interaction. Where the token is too old, its person is told
 * directly that nothing comes of it. What was ceded may be answered already, by a process that had struck it off before it
 * was written down again: it is gone on with only where Discord still shows that it waits.
 */
export async function carryOn(bot: Bot, left: Abandoned): Promise<void> {
  const { id, applicationId, token: interactionToken } = left;
  // most of these are answered
  const giveUp = () => (left.ceded ? bot.openInteractions.close(id) : tellTooLate(bot, left));
  try {
    if (left.ageMs > LIMITS.tokenUsableMs) return await giveUp();
    const address = { applicationId, interactionToken };
    const { flags } = await readOriginal(bot.api, address, AbortSignal.timeout(LIMITS.editMs));
    if (left.ceded) {
      if (!((flags ?? 0) & MessageFlags.Loading)) return await bot.openInteractions.close(id);
      await bot.openInteractions.acknowledged(id);
    }
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === 'temporary') return bot.openInteractions.leave(id);
    if (refusal === 'expired') return giveUp();
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
