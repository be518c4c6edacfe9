/** Discord's own hosts for attachments; apart from photo.ts, so that reading the environment loads no sharp. */
export const DISCORD_CDN_HOSTS: readonly string[] = ['cdn.discordapp.com', 'media.discordapp.net'];
