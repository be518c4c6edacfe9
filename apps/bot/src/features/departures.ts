import { personLeft, personReturned, serversAre } from '@atelier/queue/privacy.ts';
import { type APIGuild, ApplicationWebhookEventType, Routes } from 'discord.js';
import type { Bot } from '../reply/bot.ts';

/** What Discord posts when the application's authorisation is given or taken back; other events are none of ours. */
export interface WebhookEvent {
  type: string;
  data?: { user?: { id?: unknown } };
}

/** Notes who has gone, and who is back. Errors: of the database; then Discord posts it again. */
export async function noteEvent({ workshop, log }: Bot, { type, data }: WebhookEvent): Promise<void> {
  const id = data?.user?.id;
  if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) return;
  if (type === ApplicationWebhookEventType.ApplicationDeauthorized) await personLeft(workshop, id);
  else if (type === ApplicationWebhookEventType.ApplicationAuthorized) await personReturned(workshop, id);
  else return;
  log.info({ type }, 'an authorisation changed');
}

/** ms between two looks: what has gone is deleted after days */
const EVERY_MS = 6 * 3_600_000;
/** servers a page, Discord's most */
const PAGE = 200;

/**
 * Looks now and every six hours of which servers the application is a member. By REST: the gateway tells of servers only
 * those with an intent for it, and nobody while they are away.
 */
export function watchServers(bot: Bot): { stop(): void } {
  const look = async () => {
    try {
      const left = await serversAre(bot.workshop, await serversOf(bot));
      if (left > 0) bot.log.info({ left }, 'servers have removed the application');
    } catch (err) {
      bot.log.warn({ err }, 'it could not be looked up which servers there are');
    }
  };
  void look();
  const timer = setInterval(look, EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

async function serversOf({ client, closing }: Bot): Promise<string[]> {
  const ids: string[] = [];
  for (let full = true; full; ) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(ids.length > 0 && { after: ids.at(-1)! }) });
    const page = (await client.rest.get(Routes.userGuilds(), { query, signal: closing })) as Pick<
      APIGuild,
      'id'
    >[];
    ids.push(...page.map(({ id }) => id));
    full = page.length === PAGE;
  }
  return ids;
}
