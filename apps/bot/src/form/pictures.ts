import type { Message } from 'discord.js';

/** A picture that a message shows. */
export interface Picture {
  /** an attachment's address, or that of Discord's proxy for a picture from elsewhere */
  url: string;
  name: string;
}

/** A form shows the pictures in one gallery, and Discord's hold ten. */
const MAX_PICTURES = 10;

/** Of our own messages: the plot of the losses is no picture that anybody wants painted. */
const PLOT = 'losses.png';

/** The pictures of a message: attachments, and embeds such as an unfurled link. */
export function picturesOf(message: Message, applicationId: string): Picture[] {
  const ours = message.author.id === applicationId;
  const attached = [...message.attachments.values()]
    .filter(({ contentType, name }) => contentType?.startsWith('image/') && !(ours && name === PLOT))
    .map(({ url, name }) => ({ url, name }));
  const embedded = message.embeds
    .map(({ image, thumbnail }) => image ?? thumbnail)
    .filter((media) => media !== null)
    .map((media) => pictureAt(media.proxyURL ?? media.url));
  const all = [...attached, ...embedded];
  const first = new Map(all.map((picture) => [picture.url, picture]));
  return [...first.values()].slice(0, MAX_PICTURES);
}

/** A picture by its address alone. */
export function pictureAt(url: string): Picture {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return { url, name: safelyDecoded(path.split('/').at(-1) ?? '') || 'photo' };
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
