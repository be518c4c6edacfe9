import {
  type APIMessage,
  type RESTPostAPICurrentUserCreateDMChannelResult,
  Routes,
} from 'discord-api-types/v10';
import { buildCustomId } from './reply/custom-id.ts';
import { type Payload, text } from './reply/payload.ts';
import type { DeliveryRow } from './store/delivery.ts';
import { fill } from './texts/locale.ts';
import { textsFor } from './texts/texts.ts';
import { answerOf, type DiscordApi, rawFiles, refusalOf, wasRefused } from './webhook.ts';

export interface SentMessage {
  by: 'channel' | 'direct';
  messageId: string;
}

interface SendOptions {
  /** Called before a message is sent, and again when it is certain that it was not. */
  unsure: (unsure: boolean) => Promise<void>;
  /** false: a channel that answers 500 again and again is left alone */
  patient: boolean;
  signal: AbortSignal;
}

type Told = Pick<
  DeliveryRow,
  'id' | 'applicationId' | 'channelId' | 'guildId' | 'userId' | 'locale' | 'private' | 'unsure'
>;

/**
 * A message in the channel of the command; where the bot may not write there, or only the person was to see the
 * outcome, directly to the person. Where one was sent before and its answer was lost, it is looked for first.
 */
export async function sendAsBot(
  api: DiscordApi,
  job: Told,
  payload: Payload,
  options: SendOptions,
): Promise<SentMessage> {
  if (job.channelId !== null && !job.private) {
    try {
      const shown = job.guildId === null ? payload : addressed(payload, job);
      const messageId = await once(api, job, job.channelId, nonceOf(job.id, 'c'), shown, options);
      return { by: 'channel', messageId };
    } catch (error) {
      const refusal = refusalOf(error);
      const broken = answerOf(error).status === 500 && !options.patient;
      const closed = refusal === 'forbidden' || refusal === 'gone' || refusal === 'malformed';
      if (!closed && !broken) throw error;
    }
  }
  const channel = (await api.post(Routes.userChannels(), {
    body: { recipient_id: job.userId },
    signal: options.signal,
  })) as RESTPostAPICurrentUserCreateDMChannelResult;
  const messageId = await once(api, job, channel.id, nonceOf(job.id, 'd'), payload, options);
  return { by: 'direct', messageId };
}

/** The id of the message that shows the outcome, which is a new one unless there is one already. */
async function once(
  api: DiscordApi,
  job: Told,
  channelId: string,
  nonce: string,
  { body, files }: Payload,
  { unsure, signal }: SendOptions,
): Promise<string> {
  const before = job.unsure ? await findShown(api, job, channelId, signal) : null;
  if (before !== null) return before;
  await unsure(true);
  try {
    // a message sent again within minutes with the same nonce is answered by the first one
    const message = { ...body, nonce, enforce_nonce: true };
    const options = { body: message, files: rawFiles(files), signal };
    const { id } = (await api.post(Routes.channelMessages(channelId), options)) as APIMessage;
    return id;
  } catch (error) {
    if (wasRefused(error)) await unsure(false);
    throw error;
  }
}

/** messages of a channel that are looked through, Discord's most */
const LOOK_THROUGH = 100;

/** The message in a channel that names the job; null where there is none, or the bot may not read. */
async function findShown(
  api: DiscordApi,
  { id, applicationId }: Told,
  channelId: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const query = new URLSearchParams({ limit: String(LOOK_THROUGH) });
    const messages = (await api.get(Routes.channelMessages(channelId), { query, signal })) as APIMessage[];
    const ours = messages.filter(
      ({ author, application_id }) => (application_id ?? author.id) === applicationId,
    );
    const found = ours.find(({ components }) => {
      const said = JSON.stringify(components ?? []);
      return said.includes(id) && !said.includes(buildCustomId('cancel', id));
    });
    return found?.id ?? null;
  } catch (error) {
    if (refusalOf(error) === 'temporary') throw error;
    return null;
  }
}

/** At most 25 characters: the first 24 hexadecimal digits of the job's id. */
function nonceOf(jobId: string, place: 'c' | 'd'): string {
  return `${place}${jobId.replaceAll('-', '').slice(0, 24)}`;
}

/** In a channel full of people, a message without the interaction above it must say for whom it is. */
function addressed({ body, files }: Payload, { userId, locale }: Pick<Told, 'userId' | 'locale'>): Payload {
  const line = text(fill(textsFor(locale).result.for, { person: `<@${userId}>` }));
  const allowed_mentions = { parse: [] as [], users: [userId] };
  return { body: { ...body, components: [line, ...body.components], allowed_mentions }, files };
}
