import { type AtelierError, asAtelierError, sentenceOf } from '@atelier/jobs/errors.ts';
import { DiscordAPIError, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Bot } from '../bot.ts';
import { WORDS } from '../words.ts';
import { type Answerable, deleteOriginal, editOriginal, followUpPrivately, textMessage } from './answer.ts';

type Refused = Answerable & { readonly id: string; readonly user: { readonly id: string } };

/**
 * Tells a person, and only that person, why there will be no picture. Never throws.
 *
 * The reply was deferred in public, so a private one takes two steps: delete the "thinking…", then follow up
 * privately (the other way round the follow-up would take the place of the public reply). When the first step
 * fails, the reply itself says it, in public but not hanging; when only the second fails, a direct message does.
 */
export async function refuse(bot: Bot, interaction: Refused, error: unknown): Promise<void> {
  const known = asAtelierError(error);
  report(bot, interaction, known);
  const text = WORDS.refused(sentenceOf(known.code, known.data));
  try {
    await deleteThinking(bot, interaction);
  } catch (failure) {
    bot.log.warn({ err: failure, interactionId: interaction.id }, 'the reply could not be deleted');
    await attempt(bot, interaction, () => editOriginal(bot, interaction, textMessage(text)));
    return;
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
  if (ours) log.error({ ...fields, err: error.cause ?? error }, 'a command failed');
  else log.info(fields, 'a command was refused');
}
