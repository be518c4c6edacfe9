import type { Job } from '@atelier/contract/job.ts';
import {
  type APIMessage,
  type RESTPostAPICurrentUserCreateDMChannelResult,
  Routes,
} from 'discord-api-types/v10';
import { type Payload, text } from './reply/payload.ts';
import { fill } from './texts/locale.ts';
import { textsFor } from './texts/texts.ts';
import { type DiscordApi, rawFiles, refusalOf } from './webhook.ts';

export interface SentMessage {
  by: 'channel' | 'direct';
  messageId: string;
}

/**
 * A message in the channel of the command; where the bot may not write there, or only the person was to see the
 * outcome, directly to the person.
 */
export async function sendAsBot(
  api: DiscordApi,
  job: Pick<Job, 'id' | 'channelId' | 'guildId' | 'userId' | 'locale' | 'private'>,
  payload: Payload,
  signal?: AbortSignal,
): Promise<SentMessage> {
  if (job.channelId !== null && !job.private) {
    try {
      const { id } = await post(
        api,
        job.channelId,
        nonceOf(job.id, 'c'),
        job.guildId === null ? payload : addressed(payload, job),
        signal,
      );
      return { by: 'channel', messageId: id };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== 'forbidden' && refusal !== 'gone') throw error;
    }
  }
  const channel = (await api.post(Routes.userChannels(), {
    body: { recipient_id: job.userId },
    signal,
  })) as RESTPostAPICurrentUserCreateDMChannelResult;
  const { id } = await post(api, channel.id, nonceOf(job.id, 'd'), payload, signal);
  return { by: 'direct', messageId: id };
}

async function post(
  api: DiscordApi,
  channelId: string,
  nonce: string,
  { body, files }: Payload,
  signal?: AbortSignal,
): Promise<APIMessage> {
  // a message sent again within minutes with the same nonce is answered by the first one
  const message = { ...body, nonce, enforce_nonce: true };
  return (await api.post(Routes.channelMessages(channelId), {
    body: message,
    files: rawFiles(files),
    signal,
  })) as APIMessage;
}

/** At most 25 characters: the first 24 hexadecimal digits of the job's id. */
function nonceOf(jobId: string, place: 'c' | 'd'): string {
  return `${place}${jobId.replaceAll('-', '').slice(0, 24)}`;
}

/** In a channel full of people, a message without the interaction above it must say for whom it is. */
function addressed({ body, files }: Payload, { userId, locale }: Pick<Job, 'userId' | 'locale'>): Payload {
  const line = text(fill(textsFor(locale).result.for, { person: `<@${userId}>` }));
  const allowed_mentions = { parse: [] as [], users: [userId] };
  return { body: { ...body, components: [line, ...body.components], allowed_mentions }, files };
}
