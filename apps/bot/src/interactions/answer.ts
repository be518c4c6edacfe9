import { setTimeout as sleep } from 'node:timers/promises';
import type { Payload } from '@atelier/jobs/reply/payload.ts';
import { editOriginal as editWithFiles } from '@atelier/jobs/webhook.ts';
import {
  ComponentType,
  DiscordAPIError,
  InteractionResponseType,
  MessageFlags,
  RESTJSONErrorCodes,
  type RESTPostAPIWebhookWithTokenJSONBody,
  Routes,
} from 'discord.js';
import type { Bot } from '../bot.ts';
import { acknowledge } from './acknowledge.ts';

/** What it takes to answer an interaction: its webhook needs no bot token. */
export interface Answerable {
  readonly applicationId: string;
  readonly token: string;
}

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

/** Changes the reply, the one that the deferring opened. The body is JSON of the REST API, without files. */
export async function editOriginal({ client }: Bot, to: Answerable, body: unknown): Promise<void> {
  const route = Routes.webhookMessage(to.applicationId, to.token);
  await patiently(() => client.rest.patch(route, { body, auth: false }));
}

/** The same with the files that the message shows. */
export async function show({ client }: Bot, to: Answerable, payload: Payload): Promise<void> {
  const { applicationId, token: interactionToken } = to;
  await patiently(() => editWithFiles(client.rest, { applicationId, interactionToken }, payload));
}

/** ms after which what a live token answered with 404 is tried again: for a moment after the deferral it may */
const AGAIN_AFTER_MS = [300, 1000];

async function patiently(send: () => Promise<unknown>): Promise<void> {
  for (const pause of AGAIN_AFTER_MS) {
    try {
      await send();
      return;
    } catch (error) {
      const early = error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownWebhook;
      if (!early) throw error;
      await sleep(pause);
    }
  }
  await send();
}

/** Deletes the reply; for a component whose deferral was `update`, the message that it is on. */
export async function deleteOriginal({ client }: Bot, to: Answerable): Promise<void> {
  await client.rest.delete(Routes.webhookMessage(to.applicationId, to.token), { auth: false });
}

/** A further message that only the person who sent the command sees. */
export async function followUpPrivately({ client }: Bot, to: Answerable, text: string): Promise<void> {
  const body = textMessage(text, MessageFlags.Ephemeral);
  // wait: without it Discord answers before it has looked, and a refusal would go unnoticed
  const query = new URLSearchParams({ wait: 'true' });
  await client.rest.post(Routes.webhook(to.applicationId, to.token), { body, query, auth: false });
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
