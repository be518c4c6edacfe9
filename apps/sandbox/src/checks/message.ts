import { MessageFlags } from 'discord-api-types/v10';
import type { Limits } from '../limits.ts';
import {
  boolean,
  type Check,
  integer,
  isRecord,
  list,
  oneOf,
  Problems,
  record,
  required,
  snowflake,
  text,
} from './check.ts';
import { componentChecks } from './components.ts';
import { embedsCheck } from './embeds.ts';
import { checkTogether, walk } from './together.ts';

/** What a bot sends to make or change a message, after its form was checked. */
export interface MessageBody {
  content?: string | null;
  embeds?: Record<string, unknown>[] | null;
  components?: Record<string, unknown>[] | null;
  attachments?: AttachmentBody[] | null;
  flags?: number | null;
  nonce?: string | number | null;
  enforce_nonce?: boolean;
  allowed_mentions?: Record<string, unknown> | null;
  message_reference?: { message_id: string; fail_if_not_exists?: boolean } | null;
}

/** `id`: of a stored attachment, or the number n of `files[n]`. */
interface AttachmentBody {
  id: string | number;
  filename?: string | null;
  description?: string | null;
}

const attachments = (limits: Limits): Check =>
  list(
    0,
    limits.filesPerMessage,
    record({
      id: required(snowflake),
      filename: text(1, 1_024),
      description: text(0, 1_024),
      title: text(0, 1_024),
    }),
  );

const allowedMentions = record({
  parse: list(0, 3, oneOf('users', 'roles', 'everyone')),
  users: list(0, 100, snowflake),
  roles: list(0, 100, snowflake),
  replied_user: boolean,
});

/** The kind of message the body ends in: what the flag was before counts too, as it cannot be taken back. */
export interface Before {
  v2: boolean;
  content: string;
  embeds: number;
  attachments: { id: string; filename: string }[];
}

export const nothingBefore: Before = { v2: false, content: '', embeds: 0, attachments: [] };

/** An uploaded file: the n of `files[n]` and its name. */
export interface SentName {
  index: number;
  name: string;
}

/**
 * Checks a message body as Discord does; throws 50035 with the tree of what is wrong.
 * `files`: the uploaded files, for the references `attachment://name`.
 */
export function checkMessage(
  body: unknown,
  files: SentName[],
  before: Before,
  limits: Limits,
): asserts body is MessageBody {
  const problems = new Problems();
  const checks = componentChecks(limits);
  const v2 = before.v2 || (isRecord(body) && (Number(body.flags ?? 0) & MessageFlags.IsComponentsV2) !== 0);
  required(
    record({
      content: text(0, limits.content),
      embeds: embedsCheck(limits),
      components: v2 ? checks.v2 : checks.legacy,
      attachments: attachments(limits),
      flags: integer(0, 2 ** 31 - 1),
      tts: boolean,
      enforce_nonce: boolean,
      nonce: (value, at, found) =>
        typeof value === 'number'
          ? integer(0, Number.MAX_SAFE_INTEGER)(value, at, found)
          : text(0, limits.nonce)(value, at, found),
      allowed_mentions: allowedMentions,
      message_reference: record({ message_id: required(snowflake) }),
    }),
  )(body, [], problems);
  if (!isRecord(body)) return problems.throwIfAny();
  checkTogether(body.components, v2, limits, problems);
  if (v2) checkNoLegacy(body, before, problems);
  if (files.length > limits.filesPerMessage)
    problems.add(
      ['attachments'],
      'BASE_TYPE_MAX_LENGTH',
      `Must be ${limits.filesPerMessage} or fewer in length.`,
    );
  checkReferences(body, namesAfter(body, files, before), problems);
  problems.throwIfAny();
}

/** With Components V2 the older fields must be empty: in what is sent, and in what the message already has. */
function checkNoLegacy(body: Record<string, unknown>, before: Before, problems: Problems): void {
  const content = body.content === undefined ? before.content : body.content;
  const embeds =
    body.embeds === undefined ? before.embeds : Array.isArray(body.embeds) ? body.embeds.length : 0;
  const refuseField = (name: string) =>
    problems.add(
      [name],
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      `The '${name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
    );
  if (content) refuseField('content');
  if (embeds) refuseField('embeds');
  for (const name of ['poll', 'sticker_ids']) if (body[name]) refuseField(name);
}

/** File names of the message once the body is applied: uploads (renamed by `attachments`) and what is kept. */
function namesAfter(body: Record<string, unknown>, files: SentName[], before: Before): string[] {
  const listed = Array.isArray(body.attachments) ? body.attachments.filter(isRecord) : undefined;
  const kept = listed
    ? before.attachments.filter((a) => listed.some((l) => String(l.id) === a.id))
    : before.attachments;
  const uploads = files.map((f) => String(listed?.find((l) => Number(l.id) === f.index)?.filename ?? f.name));
  return [...uploads, ...kept.map((a) => a.filename)];
}

/** Every `attachment://name` must name a file that is sent along or already there. */
function checkReferences(body: Record<string, unknown>, names: string[], problems: Problems): void {
  const look = (holder: unknown, at: (string | number)[]) => {
    if (!isRecord(holder) || typeof holder.url !== 'string' || !holder.url.startsWith('attachment://'))
      return;
    if (!names.includes(holder.url.slice('attachment://'.length)))
      problems.add(
        [...at, 'url'],
        'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
        'The referenced attachment was not found',
      );
  };
  for (const { component, at } of walk(body.components, ['components'])) {
    look(component.media, [...at, 'media']);
    look(component.file, [...at, 'file']);
    if (Array.isArray(component.items))
      for (const [index, item] of component.items.entries())
        if (isRecord(item)) look(item.media, [...at, 'items', index, 'media']);
  }
  if (Array.isArray(body.embeds))
    for (const [index, embed] of body.embeds.entries())
      if (isRecord(embed))
        for (const part of ['image', 'thumbnail']) look(embed[part], ['embeds', index, part]);
}
