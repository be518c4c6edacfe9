import type { Message } from 'discord.js';
import { isCovered } from '../submit/attachment.ts';

/** A picture or film that a message shows. */
export interface Picture {
  /** an attachment's address, or that of Discord's proxy for a picture from elsewhere */
  url: string;
  name: string;
  /** shown behind a cover, so that what is made of it has to be too */
  spoiler: boolean;
}

/** A form shows the pictures in one gallery, and Discord's hold ten. */
const MAX_PICTURES = 10;

/** Of our own messages: the plot of the losses is no picture that anybody wants painted. */
const PLOT = 'losses.png';

/** Endings of pictures, for files that Discord knows no type of; what cannot be read is refused by name later. */
const PICTURE_ENDING = /\.(jpe?g|jfif|pjpe?g|png|apng|webp|gif|avif|hei[cf]|jxl|tiff?|bmp)$/i;
const FILM_ENDING = /\.(mp4|m4v|webm|mov|mkv|avi)$/i;

/** Types that say nothing: what clients send for an ending that they do not know. */
const UNKNOWN_TYPES: readonly (string | null | undefined)[] = [
  null,
  undefined,
  '',
  'application/octet-stream',
];

/**
 * The pictures of a message: attachments; media of Components V2, where `attachments` does not list them; embeds such as
 * an unfurled link; and all of these in a forward. In the order in which they are shown, each once.
 */
export function picturesOf(message: Message, applicationId: string): Picture[] {
  const ours = message.author?.id === applicationId;
  const forwarded = [...(message.messageSnapshots?.values() ?? [])];
  const all = [
    ...shownIn(message).filter(({ name }) => !(ours && name === PLOT)),
    // a forward does not say whose message it was
    ...forwarded.flatMap((snapshot) => shownIn(snapshot)).filter(({ name }) => name !== PLOT),
  ];
  const first = new Map<string, Picture>();
  for (const picture of all) if (!first.has(picture.url)) first.set(picture.url, picture);
  return [...first.values()].slice(0, MAX_PICTURES);
}

/** A picture by its address alone. */
export function pictureAt(url: string): Picture {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const name = safelyDecoded(path.split('/').at(-1) ?? '') || 'photo';
  return { url, name, spoiler: isCovered({ name }) };
}

type Shown = Pick<Message, 'attachments' | 'components' | 'embeds'>;

function shownIn({ attachments, components, embeds }: Partial<Shown>): Picture[] {
  const attached = [...(attachments?.values() ?? [])]
    .filter(({ contentType, name }) => isPicture(contentType, name))
    .map((file) => ({ url: file.url, name: file.name, spoiler: isCovered(file) }));
  const placed = (components ?? []).flatMap((component) => mediaIn(component.toJSON() as Component));
  const embedded = (embeds ?? [])
    .map(({ image, thumbnail }) => image ?? thumbnail)
    .filter((media) => media !== null)
    .map((media) => pictureAt(media.proxyURL ?? media.url));
  return [...attached, ...placed, ...embedded];
}

/** What Discord says of a component's media; `attachment_id` stands there for files of the message itself. */
interface Media {
  url: string;
  proxy_url?: string;
  content_type?: string | null;
  attachment_id?: string;
}

/** Of every component, the fields that hold others or media. */
interface Component {
  spoiler?: boolean;
  components?: Component[];
  accessory?: Component;
  /** a thumbnail's */
  media?: Media;
  /** a gallery's */
  items?: { media: Media; spoiler?: boolean }[];
  /** a file's */
  file?: Media;
}

function mediaIn(component: Component, within = false): Picture[] {
  const { components = [], accessory, media, items = [], file } = component;
  const covered = within || component.spoiler === true;
  const own = [
    ...(media ? [{ media, spoiler: covered }] : []),
    ...items.map((item) => ({ media: item.media, spoiler: covered || item.spoiler === true })),
    ...(file ? [{ media: file, spoiler: covered }] : []),
  ].flatMap(({ media: { url, proxy_url, content_type, attachment_id }, spoiler }) => {
    // the address of a picture from elsewhere is not one that we fetch from: Discord's proxy has it
    const picture = pictureAt(attachment_id === undefined ? (proxy_url ?? url) : url);
    const shown = file ? isPicture(content_type, picture.name) : isShown(content_type);
    return shown ? [{ ...picture, spoiler: picture.spoiler || spoiler }] : [];
  });
  const inner = accessory ? [...components, accessory] : components;
  return [...own, ...inner.flatMap((one) => mediaIn(one, covered))];
}

function isPicture(contentType: string | null | undefined, name: string): boolean {
  if (UNKNOWN_TYPES.includes(contentType)) return PICTURE_ENDING.test(name) || FILM_ENDING.test(name);
  return /^(image|video)\//.test(contentType!);
}

/** A gallery shows pictures and films, whatever their type and ending: a link has neither. */
function isShown(contentType: string | null | undefined): boolean {
  return UNKNOWN_TYPES.includes(contentType) || /^(image|video)\//.test(contentType!);
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
