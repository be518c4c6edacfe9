import { type APIAttachment, MessageFlags } from 'discord-api-types/v10';
import type { Files } from '../cdn/files.ts';
import type { Before, MessageBody } from '../checks/message.ts';
import { DiscordError, refuse } from '../errors.ts';
import type { SentFile } from '../rest/body.ts';
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
  const attachments = nextAttachments(message, body, sent, files);
  const resolve = (value: unknown): unknown => resolved(value, attachments, files);
  const content = body.content === undefined ? data.content : (body.content ?? '');
  const embeds = body.embeds === undefined ? data.embeds : (resolve(body.embeds ?? []) as typeof data.embeds);
  const components =
    body.components === undefined
      ? data.components
      : (resolve(body.components ?? []) as typeof data.components);
  const v2 = ((data.flags | (body.flags ?? 0)) & MessageFlags.IsComponentsV2) !== 0;
  const empty = v2
    ? components.length === 0
    : !content.trim() && embeds.length + components.length + attachments.length === 0;
  if (empty) throw refuse.emptyMessage();
  Object.assign(data, { content, embeds, components: numbered(components), attachments });
  data.flags = (data.flags & ~MessageFlags.Loading) | ((body.flags ?? 0) & SETTABLE);
}

/** On an edit, stored files that `attachments` does not list are removed; without the field all stay. */
function nextAttachments(
  message: StoredMessage,
  body: MessageBody,
  sent: SentFile[],
  files: Files,
): APIAttachment[] {
  const listed = body.attachments;
  const stored = message.data.attachments;
  const kept =
    listed === undefined ? stored : stored.filter((a) => listed?.some((l) => String(l.id) === a.id));
  for (const gone of stored) if (!kept.includes(gone)) files.forget(gone.url);
  const added = sent.map((file) => {
    const told = listed?.find((l) => Number(l.id) === file.index);
    const upload = { name: told?.filename ?? file.name, bytes: file.bytes, description: told?.description };
    return files.add(upload, message.channelId, message.onlyFor !== null);
  });
  for (const attachment of kept) {
    const told = listed?.find((l) => String(l.id) === attachment.id);
    if (told?.description) attachment.description = told.description;
  }
  return [...kept, ...added];
}

/** Every `url: attachment://name` becomes the file's address, with what Discord adds to an unfurled media item. */
function resolved(value: unknown, attachments: APIAttachment[], files: Files): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, attachments, files));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([k, v]) => [k, resolved(v, attachments, files)]),
  );
  if (typeof copy.url !== 'string' || !copy.url.startsWith('attachment://')) return copy;
  const name = copy.url.slice('attachment://'.length);
  const file =
    attachments.find((a) => a.filename === name) ?? attachments.find((a) => a.filename.endsWith(name));
  if (!file)
    throw new DiscordError(400, 50_035, 'Invalid Form Body', {
      components: {
        _errors: [
          {
            code: 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
            message: `The referenced attachment "${name}" was not found`,
          },
        ],
      },
    });
  const { url, proxy_url, width, height, content_type, id } = file;
  return { ...copy, url, proxy_url, width, height, content_type, attachment_id: id };
}

/** Components without an `id` get one by their order, from 1. */
function numbered(components: Record<string, unknown>[]): Record<string, unknown>[] {
  let next = 1;
  const visit = (component: Record<string, unknown>): Record<string, unknown> => {
    const id = component.id || next++;
    const inner = component.components as Record<string, unknown>[] | undefined;
    const accessory = component.accessory as Record<string, unknown> | undefined;
    return {
      ...component,
      id,
      ...(inner && { components: inner.map(visit) }),
      ...(accessory && { accessory: visit(accessory) }),
    };
  };
  return components.map(visit);
}
