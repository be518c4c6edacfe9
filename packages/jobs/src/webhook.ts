import type { Job } from '@atelier/contract/job.ts';
import { REST } from '@discordjs/rest';
import { type APIMessage, Routes } from 'discord-api-types/v10';
import type { Payload } from './reply/payload.ts';

/** ms for one request: the upload of 10 MB on a slow line */
const REQUEST_MS = 60_000;

/** Only what is used of @discordjs/rest, so that a bot's own client fits. */
export type DiscordApi = Pick<REST, 'patch' | 'post'>;

/** A client without a token: all that a worker needs, as the interaction's token is part of the path. */
export function createDiscordApi(discordApi: string): REST {
  return new REST({ api: discordApi, version: '10', timeout: REQUEST_MS, retries: 1 });
}

/** Replaces the reply to the interaction. Doing it twice shows the same message once. */
export async function editOriginal(
  api: DiscordApi,
  { applicationId, interactionToken }: Pick<Job, 'applicationId' | 'interactionToken'>,
  { body, files }: Payload,
  signal?: AbortSignal,
): Promise<APIMessage> {
  const route = Routes.webhookMessage(applicationId, interactionToken, '@original');
  return (await api.patch(route, { body, files: rawFiles(files), auth: false, signal })) as APIMessage;
}

export function rawFiles(files: Payload['files']): { name: string; data: Buffer; contentType: string }[] {
  return files.map(({ name, data, contentType }) => ({ name, data: Buffer.from(data), contentType }));
}

/** What a refusal of Discord means for the one who delivers. */
export type Refusal = 'expired' | 'gone' | 'too-large' | 'forbidden' | 'malformed' | 'temporary';

const TOO_LARGE = 40_005;
const CANNOT_MESSAGE_USER = 50_007;

/**
 * - expired: the interaction's token is dead (401, 50027)
 * - gone: 404; a live token answers so for a moment too
 * - too-large: 413 or 40005; the limit that came with the interaction can be wrong
 * - forbidden: 403; no access to the channel, or the person takes no direct messages
 * - malformed: any other 4xx; trying again cannot help
 * - temporary: 429, 5xx, a broken line
 */
export function refusalOf(error: unknown): Refusal {
  // By its fields, not by its class: discord.js loads the CommonJS copy of @discordjs/rest and we the other one,
  // so that an error of the bot's client is no instance of the classes that are imported here.
  const { status, code } = (error instanceof Error ? error : {}) as { status?: unknown; code?: unknown };
  if (typeof status !== 'number') return 'temporary';
  if (status === 413 || code === TOO_LARGE) return 'too-large';
  if (status === 401) return 'expired';
  if (status === 403 || code === CANNOT_MESSAGE_USER) return 'forbidden';
  if (status === 404) return 'gone';
  if (status >= 400 && status < 500 && status !== 429) return 'malformed';
  return 'temporary';
}
