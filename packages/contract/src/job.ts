import { z } from 'zod';
import { ClipPlan, type ClipResult } from './clip.ts';
import { Order } from './order-schema.ts';

/** What goes in with an order, and what comes back with its picture: shapes that bot, queue and worker share. */

const snowflake = z.string().regex(/^\d{1,20}$/, 'a Discord id of digits');

/** Columns of results and of older orders are `integer`. */
const MAX_SEED = 2 ** 31 - 1;

/** `applicationId` of a job that nobody in Discord waits for: whoever ordered it comes for the picture. */
export const NO_APPLICATION = '0';

/** What the bot hands over for one picture: checked once here, then trusted by everybody behind it. */
export const StyleRequest = z.strictObject({
  ...Order.shape,
  seed: z.int().min(0).max(MAX_SEED),
  interactionId: snowflake,
  applicationId: snowflake,
  interactionToken: z.string().min(1).max(1000),
  userId: snowflake,
  guildId: snowflake.nullable(),
  channelId: snowflake.nullable(),
  /** the person's language as Discord names it, for example `en-GB` */
  locale: z.string().min(2).max(20),
  /** bytes per attachment that this interaction accepts */
  attachmentSizeLimit: z.int().min(1).max(2_147_483_647),
  fileName: z.string().min(1).max(260),
  /** true: the picture is shown behind a cover */
  spoiler: z.boolean().default(false),
  /** true: the reply was deferred as ephemeral, so its outcome never goes to the channel */
  private: z.boolean().default(false),
  /** true: the reply says that it was made with Atelier */
  watermark: z.boolean().default(false),
  /** the message of its own that this job has; null: the reply to the interaction */
  replyId: snowflake.nullable().default(null),
  /** the job whose photo this one takes over */
  parentId: z.uuid().nullable().default(null),
  /** what is painted of a moving picture; null: a still one */
  clip: ClipPlan.nullable().default(null),
  /** true: it moves, and only its first picture is painted, which is told */
  firstFrame: z.boolean().default(false),
});

/** As it is handed over: what has a default may be left out. */
export type StyleRequest = z.input<typeof StyleRequest>;

/** As everybody behind the submit sees it. */
export type CheckedRequest = z.output<typeof StyleRequest>;

/** A job: an order with its person and place. */
export interface Job extends CheckedRequest {
  id: string;
  createdAt: Date;
}

/** A job that this process paints: what it writes counts as long as `attempt` is the newest. */
export interface ClaimedJob extends Job {
  /** 1 for the first claim */
  attempt: number;
  /** claims that may still follow when this one fails */
  attemptsLeft: number;
  /** the file as it was sent */
  photo: Uint8Array;
  /** the style picture as it was sent, for the preset `OWN_STYLE` */
  style: Uint8Array | null;
  /** files of the presets that it names and that somebody has learnt */
  presets: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** of an earlier attempt; null: from the beginning */
  checkpoint: Checkpoint | null;
}

/** How far a painting in high quality had come: whoever paints it next goes on from there. What it says is core's. */
export interface Checkpoint {
  /** JSON */
  state: string;
  picture: Uint8Array;
  /** share of the work that was done, in [0, 1] */
  fraction: number;
}

/** JSON has no NaN: a loss that was none comes back as null. */
const lossValue = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

/** One row of the loss summary. */
export const LossRow = z.object({
  /** counts over all levels of the pyramid, from 0 */
  iteration: z.number(),
  /** weighted content term, as it enters the total */
  content: lossValue,
  /** weighted style term, as it enters the total */
  style: lossValue,
  total: lossValue,
});
export type LossRow = z.output<typeof LossRow>;

/** How a painting was computed, and what was measured on the way. */
export const Figures = z.object({
  /** wall-clock time from decoded photo to finished picture, in seconds */
  seconds: z.number(),
  /** optimiser iterations over all levels; 1 for fast; 0 when the strength is 0 */
  iterations: z.int(),
  seed: z.int(),
  /** which engine computed it and on which device, for example `onnx` on `cpu` */
  engine: z.string(),
  device: z.string(),
  /** SHA-256 of the network that painted, for the record; null or absent: not known */
  network: z.string().nullish(),
  /** version of Atelier that painted; null or absent: not known */
  version: z.string().nullish(),
  /**
   * rows every k iterations, with the first and the last always there; for fast: the photo, then the result. Empty: not
   * measured, or not yet
   */
  losses: z.array(LossRow),
  /** what a person should know about a picture that was painted all the same, by code; those of another version are
   *  passed over */
  warnings: z.array(z.string()).readonly().optional(),
});
export type Figures = z.output<typeof Figures>;

/** A clip is a `webp`, or of a film an `mp4`. */
export const PICTURE_TYPES = ['png', 'jpeg', 'webp', 'mp4'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** What a worker hands over: the painting's figures, and the encoded pictures. */
export interface Result extends Figures {
  picture: Uint8Array;
  pictureType: PictureType;
  /** at most `LIMITS.fallbackBytes`: a JPEG, of a clip the same type; null when `picture` is that small itself */
  fallback: Uint8Array | null;
  width: number;
  height: number;
  /** of a clip; null or absent: a still picture */
  moving?: ClipResult | null;
  /** of a clip: the same moment of it and of what was sent, as JPEG */
  stills?: { painted: Uint8Array; photo: Uint8Array } | null;
}

/** What is stored of the progress, and what the reply is made from: `Progress` of core without the picture. */
export interface ProgressRow extends LossRow {
  iterations: number;
  fraction: number;
  width: number;
  height: number;
  /** of a clip, whose iterations are frames: s until it is done; absent: not known */
  leftSeconds?: number | undefined;
}
