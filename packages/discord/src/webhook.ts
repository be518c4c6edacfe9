import type { Job } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { REST } from '@discordjs/rest';
import { type APIMessage, Routes } from 'discord-api-types/v10';
import type { Payload } from './reply/payload.ts';

/** ms until the headers of an answer are there: more than whoever asks gives it, so that it is their limit that counts */
const REQUEST_MS = LIMITS.uploadMs + 5000;
/** ms for which the client waits out a rate limit itself; it looks at no signal meanwhile */
const SHORT_LIMIT_MS = 2000;

/** Only what is used of @discordjs/rest, so that a bot's own client fits. */
export type DiscordApi = Pick<REST, 'get' | 'patch' | 'post' | 'delete'>;

/** Where the reply of an interaction is; `replyId`: a message besides the one that answers it. */
export type ReplyAddress = Pick<Job, 'applicationId' | 'interactionToken'> & {
  replyId?: Job['replyId'] | undefined;
};

/**
 * A client for what is promised to people: without a token for what an interaction's own token opens, with the bot's for
 * messages of its own. One request is one try: when and how often there is another one is said by those who know what
 * was promised. A rate limit longer than 2 s is an error at once.
 */
export function createDiscordApi(discordApi: string, botToken?: string): REST {
  const api = new REST({
    api: discordApi,
    version: '10',
    timeout: REQUEST_MS,
    retries: 0,
    rejectOnRateLimit: ({ retryAfter, timeToReset }) => Math.max(retryAfter, timeToReset) > SHORT_LIMIT_MS,
  });
  return botToken === undefined ? api : api.setToken(botToken);
}

const original = ({ applicationId, interactionToken, replyId }: ReplyAddress) =>
  Routes.webhookMessage(applicationId, interactionToken, replyId ?? '@original');

/** Replaces the reply to the interaction. Doing it twice shows the same message once. */
export async function editOriginal(
  api: Pick<DiscordApi, 'patch'>,
  to: ReplyAddress,
  { body, files }: Payload,
  signal?: AbortSignal,
): Promise<APIMessage> {
  return (await api.patch(original(to), {
    body,
    files: rawFiles(files),
    auth: false,
    signal,
  })) as APIMessage;
}

export async function readOriginal(
  api: Pick<DiscordApi, 'get'>,
  to: ReplyAddress,
  signal?: AbortSignal,
): Promise<APIMessage> {
  return (await api.get(original(to), { auth: false, signal })) as APIMessage;
}

/** A further message of the interaction; `flags` besides those of the payload. Doing it twice shows it twice. */
export async function followUp(
  api: Pick<DiscordApi, 'post'>,
  { applicationId, interactionToken }: ReplyAddress,
  { body, files }: Payload,
  { flags = 0, signal }: { flags?: number; signal?: AbortSignal } = {},
): Promise<APIMessage> {
  // wait: without it Discord answers before it has looked, and a refusal would go unnoticed
  const query = new URLSearchParams({ wait: 'true' });
  return (await api.post(Routes.webhook(applicationId, interactionToken), {
    body: { ...body, flags: body.flags | flags },
    files: rawFiles(files),
    query,
    auth: false,
    signal,
  })) as APIMessage;
}

export async function deleteReply(
  api: Pick<DiscordApi, 'delete'>,
  to: ReplyAddress,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  await api.delete(original(to), { auth: false, signal });
}

export function rawFiles(files: Payload['files']): { name: string; data: Buffer; contentType: string }[] {
  return files.map(({ name, data, contentType }) => ({ name, data: Buffer.from(data), contentType }));
}

/** What a refusal of Discord means for the one who delivers. */
export type Refusal = 'expired' | 'deleted' | 'gone' | 'too-large' | 'forbidden' | 'malformed' | 'temporary';

const UNKNOWN_MESSAGE = 10_008;
const TOO_LARGE = 40_005;
const CANNOT_MESSAGE_USER = 50_007;

/**
 * - expired: the interaction's token is dead (401, 50027)
 * - deleted: 10008; the message is not there any more
 * - gone: any other 404; a live token answers so for a moment too
 * - too-large: 413 or 40005; the limit that came with the interaction can be wrong
 * - forbidden: 403; no access to the channel, a locked thread, or the person takes no direct messages
 * - malformed: any other 4xx; trying again cannot help
 * - temporary: 429, 5xx, a broken line, no answer in time
 */
export function refusalOf(error: unknown): Refusal {
  const { status, code } = answerOf(error);
  if (status === null) return 'temporary';
  if (status === 413 || code === TOO_LARGE) return 'too-large';
  if (status === 401) return 'expired';
  if (status === 403 || code === CANNOT_MESSAGE_USER) return 'forbidden';
  if (status === 404) return code === UNKNOWN_MESSAGE ? 'deleted' : 'gone';
  if (status >= 400 && status < 500 && status !== 429) return 'malformed';
  return 'temporary';
}

/**
 * Status and JSON code of Discord's answer; null where there was none.
 * By its fields, not by its class: discord.js loads the CommonJS copy of @discordjs/rest and we the other one, so that
 * an error of the bot's client is no instance of the classes that are imported here.
 */
export function answerOf(error: unknown): { status: number | null; code: number | null } {
  const { status, code } = (error instanceof Error ? error : {}) as { status?: unknown; code?: unknown };
  if (typeof status !== 'number') return { status: null, code: null };
  return { status, code: typeof code === 'number' ? code : null };
}

/** Whether the time of a request was over before there was an answer. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

/** ms that Discord, or the client for it, asks to wait; null when the trouble is another one. */
export function rateLimitOf(error: unknown): number | null {
  const { retryAfter, timeToReset } = (error instanceof Error ? error : {}) as Record<string, unknown>;
  if (typeof retryAfter !== 'number') return answerOf(error).status === 429 ? SHORT_LIMIT_MS : null;
  return Math.max(retryAfter, typeof timeToReset === 'number' ? timeToReset : 0);
}

/** Whether it is certain that the request was not, and will not be, carried out. A server in trouble may still do it. */
export function wasRefused(error: unknown): boolean {
  const { status } = answerOf(error);
  return rateLimitOf(error) !== null || (status !== null && status < 500);
}
