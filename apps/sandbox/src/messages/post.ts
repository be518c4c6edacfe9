import { MessageType } from 'discord-api-types/v10';
import { CannotSend, type PhotoUpload } from '../interactions/sender.ts';
import { DEFAULT_PERSON } from '../people.ts';
import type { World } from '../world.ts';
import type { StoredMessage } from './message.ts';

/** An ordinary message of a person. */
export interface Post {
  /** Default: the person at the page. */
  user?: string;
  /** Default: the server's first channel. */
  channelId?: string;
  content?: string;
  files?: (PhotoUpload & { description?: string })[];
  embeds?: Record<string, unknown>[];
  /** Links to pictures that Discord would unfurl: as an embed, with the bytes behind the proxy's address. */
  links?: { url: string; bytes: Uint8Array; fileName?: string }[];
}

export function postMessage(world: World, given: Post): StoredMessage {
  const channelId = given.channelId ?? world.home.id;
  const { content = '', files = [], embeds = [], links = [] } = given;
  if (!world.channels.has(channelId)) throw new CannotSend('There is no such channel.');
  if (!content.trim() && files.length + embeds.length + links.length === 0)
    throw new CannotSend('Write something, or add a picture.');
  if ([...content].length > world.limits.content)
    throw new CannotSend(`A message may have ${world.limits.content} characters.`);
  if (files.length > world.limits.filesPerMessage)
    throw new CannotSend(`A message may have ${world.limits.filesPerMessage} files.`);
  const big = files.find((file) => file.bytes.byteLength > world.limits.fileBytes);
  if (big) throw new CannotSend(`${big.fileName} is larger than ${world.limits.fileBytes / 1024 ** 2} MB.`);
  const author = world.people.named(given.user ?? DEFAULT_PERSON);
  const message = world.messages.draft({ channelId, author, type: MessageType.Default });
  message.data.content = [content, ...links.map((link) => link.url)].filter(Boolean).join('\n');
  message.data.attachments = files.map(({ fileName, bytes, description }) =>
    world.files.add({ name: fileName, bytes, description }, channelId),
  );
  message.data.embeds = [...embeds, ...links.map((link) => unfurled(world, link, channelId))];
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
