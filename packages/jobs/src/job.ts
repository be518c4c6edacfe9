import type { LossRow } from '@atelier/core/report/progress.ts';
import type { Painting } from '@atelier/core/transfer/painting.ts';
import type { CheckedRequest } from './request.ts';

/** A job row as everybody behind the submit sees it. */
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
}

export type PictureType = 'png' | 'jpeg' | 'webp';

/** What a worker hands over: the painting's figures with the encoded pictures in place of the pixels. */
export interface Result extends Omit<Painting, 'image' | 'quality'> {
  picture: Uint8Array;
  pictureType: PictureType;
  /** a JPEG of at most `LIMITS.fallbackBytes`; null when `picture` is that small itself */
  fallback: Uint8Array | null;
  /** PNG of the loss curves */
  plot: Uint8Array | null;
  width: number;
  height: number;
  losses: LossRow[];
}

/** What is stored of the progress, and what the reply is made from: `Progress` of core without the picture. */
export interface ProgressRow extends LossRow {
  iterations: number;
  fraction: number;
  width: number;
  height: number;
}
