import { z } from 'zod';
import { QUALITIES, type Quality } from './order.ts';

/** Moving pictures: how much of one is painted, where its job waits, and what came of it. */

/** What a server may choose: the values that are offered, and the usual one. */
export const CLIP_SETTINGS = {
  /** s from the beginning */
  seconds: { of: [3, 5, 10, 20, 30], usual: 10 },
  /** pixels of the longer side */
  side: { of: [256, 480, 720, 1080], usual: 720 },
  /** frames a second */
  rate: { of: [10, 15, 24, 30, 60], usual: 30 },
} as const;

/** How much of a moving picture is read. */
export const ClipLimits = z.object({
  /** of the clip, from its start */
  seconds: z.number().positive(),
  /** longer side, pixels */
  side: z.int().positive(),
  /** frames a second */
  rate: z.number().positive(),
});
export type ClipLimits = z.output<typeof ClipLimits>;

/** The usual limits. */
export const CLIP_LIMITS: ClipLimits = {
  seconds: CLIP_SETTINGS.seconds.usual,
  side: CLIP_SETTINGS.side.usual,
  rate: CLIP_SETTINGS.rate.usual,
};

/** What is painted of a moving picture: a job with this is a clip. */
export const ClipPlan = z.object({
  kind: z.enum(['gif', 'webp', 'apng', 'film']),
  /** of what is painted; of a film an estimate */
  frames: z.int().positive(),
  seconds: z.number().positive(),
  /** pixels, upright */
  width: z.int().positive(),
  height: z.int().positive(),
  /** the file's own size: a clip is never enlarged */
  source: z.object({ width: z.int().positive(), height: z.int().positive() }),
  /** s of the whole, where only its beginning is painted; null: all of it is */
  whole: z.number().positive().nullable(),
  limits: ClipLimits,
});
export type ClipPlan = z.output<typeof ClipPlan>;

/** What came of a clip. */
export const ClipResult = z.object({
  frames: z.int().positive(),
  seconds: z.number().positive(),
  /** frames a second, as sent */
  rate: z.number().positive(),
  /** s of the whole, where only its beginning was painted */
  whole: z.number().positive().nullable(),
  /** it was made smaller, or with fewer frames a second, than it was painted, so that it fits */
  reduced: z.boolean(),
  sound: z.boolean(),
});
export type ClipResult = z.output<typeof ClipResult>;

/** Where a job waits: clips beside stills, so that a clip of minutes stands before no picture of seconds. */
export const LINES = [...QUALITIES, 'clip-fast', 'clip-high'] as const;
export type Line = (typeof LINES)[number];

export function lineOf({ quality, clip }: { quality: Quality; clip?: unknown }): Line {
  return clip === null || clip === undefined ? quality : `clip-${quality}`;
}

export function qualityOf(line: Line): Quality {
  return line === 'clip-fast' ? 'fast' : line === 'clip-high' ? 'high' : line;
}

export function isClipLine(line: Line): boolean {
  return line.startsWith('clip-');
}
