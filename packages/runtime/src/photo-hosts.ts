/**
 * Discord's own hosts: of attachments, and of its proxy for pictures behind links. Apart from photo.ts, so that
 * reading the environment loads no sharp.
 */
export const DISCORD_CDN_HOSTS: readonly string[] = [
  'cdn.discordapp.com',
  'media.discordapp.net',
  'images-ext-1.discordapp.net',
  'images-ext-2.discordapp.net',
];
