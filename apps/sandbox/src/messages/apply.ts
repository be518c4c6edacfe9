import { type APIAttachment, MessageFlags } from 'discord-api-types/v10';
import type { Files } from '../cdn/files.ts';
import type { Before, MessageBody } from '../checks/message.ts';
import { DiscordError, refuse } from '../errors.ts';
import type { SentFile } from '../rest/body.ts';
import { finishComponents } from './finish.ts';
import type { StoredMessage } from './message.ts';

/** Flags that a bot may set on a message that is not a first response. */
const SETTABLE =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

export function before(message: StoredMessage): Before {
  const { flags, content, embeds, attachments } = message.data;
  return { v2: (flags & MessageFlags.IsComponentsV2) !== 0, content, embeds: embeds.length, attachments };
}

/** Puts a checked body into a message: new or edited, the same rules; throws 50006 when nothing would be left. */
export function applyBody(message: StoredMessage, body: MessageBody, sent: SentFile[], files: Files): void {
  const data = message.data;
  const kept = keptAttachments(data.attachments, body);
  const attachments = [...kept, ...added(message, body, sent, files)];
  const content = body.content === undefined ? data.content : (body.content ?? '');
  const embeds = body.embeds === undefined ? data.embeds : resolveEmbeds(body.embeds ?? [], attachments);
  const components =
    body.components === undefined
      ? data.components
      : finishComponents(resolveAll(body.components ?? [], attachments), attachments);
  const v2 = ((data.flags | (body.flags ?? 0)) & MessageFlags.IsComponentsV2) !== 0;
  const parts = v2
    ? components.length
    : content.trim().length + embeds.length + components.length + attachments.length;
  if (parts === 0) throw refuse.emptyMessage();
  for (const gone of data.attachments) if (!kept.includes(gone)) files.forget(gone.url);
  describe(kept, body);
  Object.assign(data, { content, embeds, components, attachments });
  data.flags = (data.flags & ~MessageFlags.Loading) | ((body.flags ?? 0) & SETTABLE);
}

/** On an edit, stored files that `attachments` does not list are removed; without the field all stay. */
function keptAttachments(stored: APIAttachment[], body: MessageBody): APIAttachment[] {
  if (body.attachments === undefined) return stored;
  return stored.filter((file) => body.attachments?.some((listed) => String(listed.id) === file.id));
}

/** The uploads of this request; `attachments` may rename and describe them by their number. */
function added(message: StoredMessage, body: MessageBody, sent: SentFile[], files: Files): APIAttachment[] {
  return sent.map((file) => {
    const told = body.attachments?.find((listed) => Number(listed.id) === file.index);
    const upload = { name: told?.filename ?? file.name, bytes: file.bytes, description: told?.description };
    return files.add(upload, message.channelId, message.onlyFor !== null);
  });
}

/** New alt texts of stored files. */
function describe(kept: APIAttachment[], body: MessageBody): void {
  for (const file of kept) {
    const told = body.attachments?.find((listed) => String(listed.id) === file.id);
    if (told?.description) file.description = told.description;
  }
}

type Parts = Record<string, unknown>[];

const resolveEmbeds = (embeds: Parts, attachments: APIAttachment[]): Parts =>
  resolveAll(embeds, attachments).map((embed) => ({ type: 'rich', ...embed }));

/** See `resolved`. */
export const resolveAll = (parts: Parts, attachments: APIAttachment[]): Parts =>
  resolved(parts, attachments) as Parts;

/** Every `url: attachment://name` becomes the file's address, with what Discord adds to an unfurled media item. */
function resolved(value: unknown, attachments: APIAttachment[]): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, attachments));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolved(v, attachments)]));
  if (typeof copy.url !== 'string' || !copy.url.startsWith('attachment://')) return copy;
  const name = copy.url.slice('attachment://'.length);
  const file = attachments.find((attachment) => attachment.filename === name);
  if (!file) throw missingFile(name);
  const { url, proxy_url, width, height, content_type, id } = file;
  return { ...copy, id, url, proxy_url, width, height, content_type, attachment_id: id };
}

/** The name was among the uploads, but Discord keeps files under a cleaned name ("my photo.png" → "my_photo.png"). */
function missingFile(name: string): DiscordError {
  const problem = {
    code: 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
    message: `The referenced attachment "${name}" was not found`,
  };
  return new DiscordError(400, 50_035, 'Invalid Form Body', { components: { _errors: [problem] } });
}
