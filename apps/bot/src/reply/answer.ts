import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Payload } from '@atelier/discord/reply/payload.ts';
import * as webhook from '@atelier/discord/webhook.ts';
import { type Refusal, rateLimitOf, refusalOf } from '@atelier/discord/webhook.ts';
import {
  ComponentType,
  InteractionResponseType,
  MessageFlags,
  type RESTPostAPIWebhookWithTokenJSONBody,
  Routes,
} from 'discord.js';
import { acknowledge } from './acknowledge.ts';
import type { Bot } from './bot.ts';

/** What it takes to answer an interaction: its webhook needs no bot token. */
export interface Answerable {
  readonly applicationId: string;
  readonly token: string;
}

/** What answering takes of the bot. */
type Answering = Pick<Bot, 'api' | 'closing'>;

/** The first answer to an interaction that was not deferred, for the one person alone. */
export async function replyPrivately(
  bot: Bot,
  to: { readonly id: string; readonly token: string },
  text: string,
): Promise<void> {
  await acknowledge(bot, to, {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: textMessage(text, MessageFlags.Ephemeral),
  });
}

/**
 * Changes the reply, the one that the deferring opened; where that cannot be, a further message says it to the person
 * alone. `payload`: with the files that it shows, or the JSON of a message without files.
 */
export async function show(
  bot: Answering,
  to: Answerable,
  payload: Payload | Payload['body'] | RESTPostAPIWebhookWithTokenJSONBody,
): Promise<void> {
  const whole = 'files' in payload ? (payload as Payload) : { body: payload as Payload['body'], files: [] };
  try {
    const edit = (signal: AbortSignal) => webhook.editOriginal(bot.api, addressOf(to), whole, signal);
    await persistently(bot, edit, triedFor(whole));
  } catch (error) {
    if (!CLOSED.includes(refusalOf(error))) throw error;
    await showBeside(bot, to, whole);
  }
}

/** A further message with its files that only the person who sent the command sees. */
export async function showBeside(bot: Answering, to: Answerable, payload: Payload): Promise<void> {
  const flags = MessageFlags.Ephemeral;
  const send = (signal: AbortSignal) => webhook.followUp(bot.api, addressOf(to), payload, { flags, signal });
  await persistently(bot, send, triedFor(payload));
}

/** ms for one try: files may be as large as Discord takes them. */
const triedFor = ({ files }: Payload): number => (files.length > 0 ? LIMITS.uploadMs : LIMITS.editMs);

/** A reply that was deleted, is locked in a thread or takes no edit: the token may yet open another way. */
const CLOSED: readonly Refusal[] = ['deleted', 'forbidden', 'malformed'];

/**
 * Deletes the reply; for a component whose deferral was `update`, the message that it is on. One that is not there any
 * more is as good as deleted: perhaps by the try whose answer was lost.
 */
export async function deleteOriginal(bot: Answering, to: Answerable): Promise<void> {
  try {
    await persistently(bot, (signal) => webhook.deleteReply(bot.api, addressOf(to), { signal }));
  } catch (error) {
    if (refusalOf(error) !== 'deleted') throw error;
  }
}

/** A further message that only the person who sent the command sees. */
export async function followUpPrivately(bot: Answering, to: Answerable, text: string): Promise<void> {
  await showBeside(bot, to, { body: textMessage(text) as Payload['body'], files: [] });
}

/** A direct message, for which the interaction's token is not needed. interactionId: see `postOnce`. */
export async function sendDirectly(
  bot: Pick<Bot, 'asBot' | 'closing'>,
  userId: string,
  { text, interactionId }: { text: string; interactionId: string },
): Promise<void> {
  const { id } = await persistently(
    bot,
    (signal) =>
      bot.asBot.post(Routes.userChannels(), { body: { recipient_id: userId }, signal }) as Promise<{
        id: string;
      }>,
  );
  await postOnce(bot, id, { text, interactionId });
}

/**
 * A message of the bot itself. Where an answer was lost, or another bot carries on with the same interaction and says the
 * same, Discord answers with the first one: for minutes, by the nonce, of at most 25 characters.
 */
export async function postOnce(
  bot: Pick<Bot, 'asBot' | 'closing'>,
  channelId: string,
  { text, interactionId }: { text: string; interactionId: string },
): Promise<void> {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 5);
  const body = { ...textMessage(text), nonce: interactionId + digest, enforce_nonce: true };
  const route = Routes.channelMessages(channelId);
  await persistently(bot, (signal) => bot.asBot.post(route, { body, signal }));
}

const addressOf = ({ applicationId, token }: Answerable): webhook.ReplyAddress => ({
  applicationId,
  interactionToken: token,
});

/** ms between two tries: the first pause, and the most that it grows to by doubling */
const PAUSE_MS = { first: 300, most: 15_000 };
/** ms for which 404 is answered with patience: for a moment after the deferral a live token may say so */
const GONE_MS = 15_000;

/**
 * The one way in which a person is answered: again and again with growing pauses while the trouble is a passing one and
 * the token lives; Discord itself says when it does not any more. Errors: the refusal; whatever the trouble is, when the
 * bot closes, as then the next one carries on. `tryMs`: for one try.
 */
export async function persistently<T>(
  { closing }: Pick<Bot, 'closing'>,
  send: (signal: AbortSignal) => Promise<T>,
  tryMs: number = LIMITS.editMs,
): Promise<T> {
  const begun = Date.now();
  for (let pause = PAUSE_MS.first; ; pause = Math.min(2 * pause, PAUSE_MS.most)) {
    try {
      return await send(AbortSignal.any([closing, AbortSignal.timeout(tryMs)]));
    } catch (error) {
      const refusal = refusalOf(error);
      const ms = Math.max(pause * (0.75 + Math.random() / 2), rateLimitOf(error) ?? 0);
      const next = Date.now() - begun + ms;
      // a rate limit that outlives the token is not waited for
      const passing =
        refusal === 'temporary' ? next < LIMITS.tokenLifeMs : refusal === 'gone' && next < GONE_MS;
      if (!passing || closing.aborted) throw error;
      await sleep(ms, undefined, { signal: closing }).catch(() => {});
    }
  }
}

/**
 * A message of text alone, in Components V2: once an edit has set that flag it cannot be taken back, and
 * `content` does nothing any more, so every message of ours has it.
 */
export function textMessage(text: string, flags = 0): RESTPostAPIWebhookWithTokenJSONBody {
  return {
    flags: flags | MessageFlags.IsComponentsV2,
    components: [{ type: ComponentType.TextDisplay, content: text }],
    allowed_mentions: { parse: [] },
  };
}
