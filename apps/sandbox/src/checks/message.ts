import { MessageFlags } from 'discord-api-types/v10';
import type { Limits } from '../limits.ts';
import { characters, isRecord, noLonger, Problems, records } from './check.ts';
import { checkComponents, walk } from './components.ts';
import { checkDescribed, type Described } from './described.ts';
import { checkEmbeds } from './embeds.ts';

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
 * `schema`: what Discord's description calls the body of this route. `files`: the uploaded files, for the references
 * `attachment://name`.
 */
export function checkMessage(
  schema: Described,
  body: unknown,
  files: SentName[],
  before: Before,
  limits: Limits,
): asserts body is MessageBody {
  const problems = new Problems();
  checkDescribed(schema, asDescribed(body), [], problems);
  if (!isRecord(body)) return problems.throwIfAny();
  const v2 = before.v2 || (Number(body.flags ?? 0) & MessageFlags.IsComponentsV2) !== 0;
  // A bot has 2000 in a channel too, where the description gives the 4000 of a person with Nitro.
  if (schema.startsWith('Message')) noLonger(characters(body.content), limits.content, ['content'], problems);
  checkComponents(body.components, v2, limits, problems);
  checkEmbeds(body.embeds, limits, problems);
  if (v2) checkNoLegacy(body, before, problems);
  noLonger(files.length, limits.filesPerMessage, ['attachments'], problems);
  checkReferences(body, namesAfter(body, files, before), problems);
  problems.throwIfAny();
}

/** The documentation writes the n of `files[n]` as a number; the description wants text in every `id`. */
function asDescribed(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body.attachments)) return body;
  const text = (file: unknown) =>
    isRecord(file) && Number.isInteger(file.id) ? { ...file, id: String(file.id) } : file;
  return { ...body, attachments: body.attachments.map(text) };
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
    for (const [index, item] of records(component.items)) look(item.media, [...at, 'items', index, 'media']);
  }
  for (const [index, embed] of records(body.embeds))
    for (const part of ['image', 'thumbnail']) look(embed[part], ['embeds', index, part]);
}
