import {
  ComponentType,
  InteractionResponseType,
  MessageFlags,
  type RESTPostAPIWebhookWithTokenJSONBody,
  Routes,
} from 'discord.js';
import type { Bot } from '../bot.ts';

/** What it takes to answer an interaction: its webhook needs no bot token. */
export interface Answerable {
  readonly applicationId: string;
  readonly token: string;
}

/** The first answer to an interaction that was not deferred, for the one person alone. */
export async function replyPrivately(
  { client }: Bot,
  to: { readonly id: string; readonly token: string },
  text: string,
): Promise<void> {
  const body = {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: textMessage(text, MessageFlags.Ephemeral),
  };
  await client.rest.post(Routes.interactionCallback(to.id, to.token), { body, auth: false });
}

/** Changes the reply, the one that the deferring opened. The body is JSON of the REST API, without files. */
export async function editOriginal({ client }: Bot, to: Answerable, body: unknown): Promise<void> {
  await client.rest.patch(Routes.webhookMessage(to.applicationId, to.token), { body, auth: false });
}

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
