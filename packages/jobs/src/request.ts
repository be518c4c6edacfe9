import { QUALITIES } from '@atelier/core/transfer/painting.ts';
import { z } from 'zod';
import { LIMITS } from './limits.ts';

const snowflake = z.string().regex(/^\d{1,20}$/, 'a Discord id of digits');

/** `preset` of a job whose style is a picture of the person's own, which comes with the submit. */
export const OWN_STYLE = 'own-style';

/** What the bot hands over for one picture: checked once here, then trusted by everybody behind it. */
export const StyleRequest = z.strictObject({
  interactionId: snowflake,
  applicationId: snowflake,
  interactionToken: z.string().min(1).max(1000),
  userId: snowflake,
  guildId: snowflake.nullable(),
  channelId: snowflake.nullable(),
  /** the person's language as Discord names it, for example `en-GB` */
  locale: z.string().min(2).max(20),
  /** name of a preset, or `OWN_STYLE` */
  preset: z.string().min(1).max(100),
  quality: z.enum(QUALITIES),
  /** pixels of the longer side; null: the photo's own, within the engine's limits */
  size: z.int().min(64).max(8192).nullable(),
  seed: z.int().min(0).max(2_147_483_647),
  /** bytes per attachment that this interaction accepts */
  attachmentSizeLimit: z.int().min(1).max(2_147_483_647),
  fileName: z.string().min(1).max(260),
  /** per cent of style: 0 the photo itself, 100 nearly pure style */
  strength: z.int().min(LIMITS.strength.least).max(LIMITS.strength.most).default(LIMITS.strength.usual),
  /** name of a second preset that is mixed in; null: none */
  blend: z.string().min(1).max(100).nullable().default(null),
  /** per cent of it: 0 nothing, 100 nothing else */
  blendShare: z
    .int()
    .min(LIMITS.blendShare.least)
    .max(LIMITS.blendShare.most)
    .default(LIMITS.blendShare.usual),
  /** true: the painting's light and dark, the photo's colours */
  keepColours: z.boolean().default(false),
  /** true: the picture is shown behind a cover */
  spoiler: z.boolean().default(false),
  /** true: the reply was deferred as ephemeral, so its outcome never goes to the channel */
  private: z.boolean().default(false),
  /** true: the reply says that it was made with Atelier */
  watermark: z.boolean().default(false),
  /** the job whose photo this one takes over */
  parentId: z.uuid().nullable().default(null),
});

/** As it is handed over: what has a default may be left out. */
export type StyleRequest = z.input<typeof StyleRequest>;

/** As everybody behind the submit sees it. */
export type CheckedRequest = z.output<typeof StyleRequest>;
