import { type AtelierError, asAtelierError } from '@atelier/contract/errors.ts';
import { sentenceFor } from '../errors.ts';
import { fill, wordsFor } from '../words.ts';
import {
  type Answerable,
  deleteOriginal,
  followUpPrivately,
  sendDirectly,
  show,
  textMessage,
} from './answer.ts';
import type { Bot } from './bot.ts';
import type { Deferral } from './handler.ts';

type Refused = Answerable & {
  readonly id: string;
  readonly user: { readonly id: string };
  readonly locale: string;
};

/** What a refusal takes of the bot. */
type Refusing = Pick<Bot, 'api' | 'asBot' | 'closing' | 'log'>;

/**
 * Tells a person, and only that person, why it will not be done. Never throws; false when the bot closes before it was
 * told, and somebody else has to.
 *
 * A reply that was deferred in public takes two steps: delete the "thinking…", then follow up privately (the
 * other way round the follow-up would take the place of the public reply). When the first step is refused, the reply
 * itself says it, in public but not hanging; when only the second is, a direct message does. A private reply
 * is filled, and the message of a component is left as it is.
 */
export async function refuse(
  bot: Refusing,
  interaction: Refused,
  error: unknown,
  deferral: Deferral = 'public',
): Promise<boolean> {
  const known = asAtelierError(error);
  report(bot, interaction, known);
  const sentence = sentenceFor(interaction.locale, known);
  const text = deferral === 'public' ? fill(wordsFor(interaction.locale).refused, { sentence }) : sentence;
  const fillReply = () => show(bot, interaction, textMessage(text));
  const follow = () => followUpPrivately(bot, interaction, text);
  const direct = () => sendDirectly(bot, interaction.user.id, { text, interactionId: interaction.id });
  if (deferral === 'private') return firstOf(bot, interaction, [fillReply, direct]);
  if (deferral === 'update') return firstOf(bot, interaction, [follow, direct]);
  try {
    await deleteOriginal(bot, interaction);
  } catch (failure) {
    bot.log.warn({ err: failure, interactionId: interaction.id }, 'the reply could not be deleted');
    return firstOf(bot, interaction, [fillReply, direct]);
  }
  return firstOf(bot, interaction, [follow, direct]);
}

/** Tries one way after the other. */
async function firstOf(
  { log, closing }: Refusing,
  { id }: Refused,
  ways: readonly (() => Promise<void>)[],
): Promise<boolean> {
  for (const say of ways) {
    if (closing.aborted) return false;
    try {
      await say();
      return true;
    } catch (error) {
      log.warn({ err: error, interactionId: id }, 'a refusal could not be told');
    }
  }
  return !closing.aborted;
}

/** A photo that is no photo is everyday life; an error of ours is not. */
function report({ log }: Refusing, interaction: Refused, error: AtelierError): void {
  const ours = error.code === 'internal' || error.code === 'service.unavailable';
  const fields = { code: error.code, data: error.data, interactionId: interaction.id };
  if (ours) log.error({ ...fields, err: error.cause ?? error }, 'an interaction failed');
  else log.info(fields, 'an interaction was refused');
}
