import { MessageFlags, MessageReferenceType, MessageType } from 'discord-api-types/v10';
import type { Upload } from '../cdn/files.ts';
import { CannotSend, type PhotoUpload } from '../interactions/sender.ts';
import { DEFAULT_PERSON } from '../people.ts';
import type { World } from '../world.ts';
import { resolveAll } from './apply.ts';
import { finishComponents } from './finish.ts';
import type { MessageData, StoredMessage } from './message.ts';

/** An ordinary message of a person. */
export interface Post {
  /** Default: the person at the page. */
  user?: string;
  /** Default: the server's first channel. */
  channelId?: string;
  content?: string;
  files?: (PhotoUpload & Pick<Upload, 'description' | 'spoiler' | 'contentType'>)[];
  embeds?: Record<string, unknown>[];
  /** Links to pictures that Discord would unfurl: as an embed, with the bytes behind the proxy's address. */
  links?: { url: string; bytes: Uint8Array; fileName?: string }[];
  /** Components V2 of another application's message, which may show `files` as `attachment://NAME`. */
  components?: Record<string, unknown>[];
  /** Id of the message that this one forwards. */
  forward?: string;
}

export function postMessage(world: World, given: Post): StoredMessage {
  const channelId = given.channelId ?? world.home.id;
  const { content = '', files = [], embeds = [], links = [], components, forward } = given;
  if (!world.channels.has(channelId)) throw new CannotSend('There is no such channel.');
  const parts = files.length + embeds.length + links.length + (components?.length ?? 0);
  if (!content.trim() && parts === 0 && forward === undefined)
    throw new CannotSend('Write something, or add a picture.');
  if ([...content].length > world.limits.content)
    throw new CannotSend(`A message may have ${world.limits.content} characters.`);
  if (files.length > world.limits.filesPerMessage)
    throw new CannotSend(`A message may have ${world.limits.filesPerMessage} files.`);
  const big = files.find((file) => file.bytes.byteLength > world.limits.fileBytes);
  if (big) throw new CannotSend(`${big.fileName} is larger than ${world.limits.fileBytes / 1024 ** 2} MB.`);
  const author = world.people.named(given.user ?? DEFAULT_PERSON);
  const message = world.messages.draft({ channelId, author, type: MessageType.Default });
  const { data } = message;
  data.content = [content, ...links.map((link) => link.url)].filter(Boolean).join('\n');
  data.attachments = files.map(({ fileName, ...file }) =>
    world.files.add({ name: fileName, ...file }, channelId),
  );
  data.embeds = [...embeds, ...links.map((link) => unfurled(world, link, channelId))];
  if (components) {
    data.components = finishComponents(resolveAll(components, data.attachments), data.attachments);
    data.flags |= MessageFlags.IsComponentsV2;
  }
  if (forward !== undefined) Object.assign(data, forwarded(world, forward));
  return world.messages.keep(message);
}

/** A link to a picture becomes an embed of type `image`; its picture is fetched from Discord's proxy. */
function unfurled(
  world: World,
  link: NonNullable<Post['links']>[number],
  channelId: string,
): Record<string, unknown> {
  const { url, bytes, fileName = new URL(url).pathname.split('/').at(-1) ?? 'picture' } = link;
  const { proxy_url, width, height, content_type } = world.files.add({ name: fileName, bytes }, channelId);
  return { type: 'image', url, thumbnail: { url, proxy_url, width, height, content_type, flags: 0 } };
}

/** A forward has nothing of its own: what it shows is a snapshot. */
function forwarded(world: World, id: string): Partial<MessageData> {
  const original = world.messages.get(id);
  if (!original) throw new CannotSend('What should be forwarded is gone.');
  const { type, content, timestamp, edited_timestamp, mentions, mention_roles, flags, ...shown } =
    world.messages.view(original);
  const { attachments, embeds, components } = shown;
  const message = { type, content, timestamp, edited_timestamp, mentions, mention_roles, flags };
  return {
    flags: MessageFlags.HasSnapshot,
    message_reference: {
      type: MessageReferenceType.Forward,
      channel_id: original.channelId,
      message_id: original.id,
    },
    message_snapshots: [{ message: { ...message, attachments, embeds, components } }],
  };
}
