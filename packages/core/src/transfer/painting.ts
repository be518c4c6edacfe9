import type { Image } from '../images/image.ts';
import type { LossRow } from '../report/progress.ts';

export const QUALITIES = ['fast', 'high'] as const;
export type Quality = (typeof QUALITIES)[number];

/** What a person should know about a painting that was painted all the same; `style.plain`: little to take from a style. */
export type PaintingWarning = 'style.plain';

/** What both ways of painting return. */
export interface Painting {
  image: Image;
  quality: Quality;
  /** which engine computed it and on which device, for example `onnx` on `cpu` */
  engine: string;
  device: string;
  /** wall-clock time from decoded photo to finished picture, in seconds */
  seconds: number;
  /** optimiser iterations over all levels; 1 for fast; 0 when the strength is 0 */
  iterations: number;
  seed: number;
  /** SHA-256 of the network that painted, for the record; null or absent: not known */
  network?: string | null;
  /** version of Atelier that painted; null or absent: not known */
  version?: string | null;
  /** rows every k iterations, with the first and the last always there; for fast: the photo, then the result */
  losses: LossRow[];
  /** absent: none */
  warnings?: readonly PaintingWarning[];
}
