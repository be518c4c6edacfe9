import { type APIAttachment, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Interaction } from '../interactions/interaction.ts';
import type { MessageData } from '../messages/message.ts';
import type { World } from '../world.ts';
import type { ChatPhoto } from './model.ts';

/** Buttons that led to buttons that led to a message: further back than this nobody looks. */
const MOST_STEPS = 20;

const ATTACHMENT = ApplicationCommandOptionType.Attachment;

/** The part of a payload's data that can hold the picture. */
interface Data {
  id?: string;
  target_id?: string;
  options?: { name: string; value: unknown }[];
  resolved?: { attachments?: Record<string, APIAttachment>; messages?: Record<string, MessageData> };
}

/** The picture that a message's command was given: its first attachment, or that of the message it was used on. */
export function photoOf(world: World, interaction: Interaction | undefined): ChatPhoto | null {
  let current = interaction;
  for (let step = 0; current && step < MOST_STEPS; step++) {
    const data = current.payload.data as Data;
    const name = firstAttachment(world, data.id);
    const first = data.options?.find((option) => option.name === name)?.value;
    const target = data.target_id ? data.resolved?.messages?.[data.target_id] : undefined;
    const found = pictureOf(data.resolved?.attachments?.[String(first)]) ?? (target && firstPicture(target));
    if (found) return { ...found, url: world.files.refresh(found.url) };
    const source = current.sourceId ? world.messages.get(current.sourceId) : undefined;
    const before = current.parentId ?? source?.interactionId;
    current = before ? world.interactions.get(before) : undefined;
  }
  return null;
}

/** The name of a command's first attachment option, in the order in which they were registered. */
const firstAttachment = (world: World, command: string | undefined): string | undefined =>
  world.commands.get(String(command))?.options?.find((option) => option.type === ATTACHMENT)?.name;

/** Attachments, media of components, embeds, and the same of what a forward carries. */
function firstPicture(message: Partial<MessageData>): ChatPhoto | null {
  for (const media of [...(message.attachments ?? []), ...mediaOf(message.components)]) {
    const found = pictureOf(media);
    if (found) return found;
  }
  for (const embed of message.embeds ?? []) {
    const { image, thumbnail } = embed as Record<'image' | 'thumbnail', Media | undefined>;
    const media = image ?? thumbnail;
    const found = media && pictureOf({ ...media, url: media.proxy_url ?? media.url });
    if (found) return found;
  }
  for (const snapshot of message.message_snapshots ?? []) {
    const found = firstPicture(snapshot.message);
    if (found) return found;
  }
  return null;
}

/** Every media item in components, in the order in which they stand. */
function mediaOf(value: unknown): Media[] {
  if (Array.isArray(value)) return value.flatMap(mediaOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'media' || key === 'file' ? [inner as Media] : mediaOf(inner),
  );
}

interface Media {
  url: string;
  proxy_url?: string;
  width?: number | null;
  height?: number | null;
  content_type?: string | null;
}

function pictureOf(media: Media | undefined): ChatPhoto | null {
  if (!media?.width || !media.height || media.content_type?.startsWith('video/')) return null;
  return { url: media.url, width: media.width, height: media.height };
}
