import { type AtelierError, asAtelierError } from '@atelier/contract/errors.ts';
import { DiscordAPIError, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Bot } from '../bot.ts';
import { sentenceFor } from '../errors.ts';
import { fill, wordsFor } from '../words.ts';
import { type Answerable, deleteOriginal, editOriginal, followUpPrivately, textMessage } from './answer.ts';
import type { Deferral } from './handler.ts';

type Refused = Answerable & {
  readonly id: string;
  readonly user: { readonly id: string };
  readonly locale: string;
};

/**
 * Tells a person, and only that person, why it will not be done. Never throws.
 *
 * A reply that was deferred in public takes two steps: delete the "thinking…", then follow up privately (the
 * other way round the follow-up would take the place of the public reply). When the first step fails, the reply
 * itself says it, in public but not hanging; when only the second fails, a direct message does. A private reply
 * is filled, and the message of a component is left as it is.
 */
export async function refuse(
  bot: Bot,
  interaction: Refused,
  error: unknown,
  deferral: Deferral = 'public',
): Promise<void> {
  const known = asAtelierError(error);
  report(bot, interaction, known);
  const sentence = sentenceFor(interaction.locale, known);
  if (deferral === 'private') {
    await attempt(bot, interaction, () => editOriginal(bot, interaction, textMessage(sentence)));
    return;
  }
  const text = deferral === 'public' ? fill(wordsFor(interaction.locale).refused, { sentence }) : sentence;
  if (deferral === 'public') {
    try {
      await deleteThinking(bot, interaction);
    } catch (failure) {
      bot.log.warn({ err: failure, interactionId: interaction.id }, 'the reply could not be deleted');
      await attempt(bot, interaction, () => editOriginal(bot, interaction, textMessage(text)));
      return;
    }
  }
  const told = await attempt(bot, interaction, () => followUpPrivately(bot, interaction, text));
  if (!told) await attempt(bot, interaction, () => sendDirectly(bot, interaction.user.id, text));
}

/** A reply that is gone already is as good as deleted. */
async function deleteThinking(bot: Bot, interaction: Refused): Promise<void> {
  try {
    await deleteOriginal(bot, interaction);
  } catch (error) {
    if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage) return;
    throw error;
  }
}

async function sendDirectly({ client }: Bot, userId: string, text: string): Promise<void> {
  const channel = (await client.rest.post(Routes.userChannels(), { body: { recipient_id: userId } })) as {
    id: string;
  };
  await client.rest.post(Routes.channelMessages(channel.id), { body: textMessage(text) });
}

async function attempt({ log }: Bot, { id }: Refused, say: () => Promise<void>): Promise<boolean> {
  try {
    await say();
    return true;
  } catch (error) {
    log.warn({ err: error, interactionId: id }, 'a refusal could not be told');
    return false;
  }
}

/** A photo that is no photo is everyday life; an error of ours is not. */
function report({ log }: Bot, interaction: Refused, error: AtelierError): void {
  const ours = error.code === 'internal' || error.code === 'service.unavailable';
  const fields = { code: error.code, data: error.data, interactionId: interaction.id };
  if (ours) log.error({ ...fields, err: error.cause ?? error }, 'an interaction failed');
  else log.info(fields, 'an interaction was refused');
}
