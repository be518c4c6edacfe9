import { QUALITIES } from '@atelier/core/transfer/painting.ts';
import { z } from 'zod';

const snowflake = z.string().regex(/^\d{1,20}$/, 'a Discord id of digits');

/** What the bot hands over for one `/style`: checked once here, then trusted by everybody behind it. */
export const StyleRequest = z.strictObject({
  interactionId: snowflake,
  applicationId: snowflake,
  interactionToken: z.string().min(1).max(1000),
  userId: snowflake,
  guildId: snowflake.nullable(),
  channelId: snowflake.nullable(),
  /** the person's language as Discord names it, for example `en-GB` */
  locale: z.string().min(2).max(20),
  preset: z.string().min(1).max(100),
  quality: z.enum(QUALITIES),
  /** pixels of the longer side; null: the photo's own, within the engine's limits */
  size: z.int().min(64).max(8192).nullable(),
  seed: z.int().min(0).max(2_147_483_647),
  /** bytes per attachment that this interaction accepts */
  attachmentSizeLimit: z.int().min(1).max(2_147_483_647),
  fileName: z.string().min(1).max(260),
});

export type StyleRequest = z.infer<typeof StyleRequest>;
