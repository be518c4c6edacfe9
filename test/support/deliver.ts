import { workDeliveries } from '@atelier/discord/deliver.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { startWebhook } from './webhook.ts';

interface Stage {
  workshop: Workshop;
  closers: (() => Promise<void>)[];
  discord: Awaited<ReturnType<typeof startWebhook>>;
}

/** A worker and, when asked for, a bot deliver until the test ends. */
export async function deliver(
  { workshop, closers, discord }: Stage,
  { bot = false }: { bot?: boolean } = {},
): Promise<void> {
  const worker = await workDeliveries(workshop, { api: createDiscordApi(discord.api), asBot: null });
  closers.push(() => worker.stop());
  if (!bot) return;
  const api = createDiscordApi(discord.api, 'a-token');
  const delivering = await workDeliveries(workshop, { api: createDiscordApi(discord.api), asBot: api });
  closers.push(() => delivering.stop());
}

/** Tries follow one another without the queue's pauses. */
export const hurry = ({ pool }: Workshop) =>
  pool.query(`update pgboss.job set retry_delay = 0, retry_backoff = false where name = 'deliver'`);

export const refuse = (status: number, code: number) => ({ status, body: { code, message: 'refused' } });

export const EPHEMERAL = 64;
