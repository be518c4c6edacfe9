import type { Figures, LossRow } from '@atelier/contract/job.ts';
import type { Quality } from '@atelier/contract/order.ts';
import type { Image } from '../images/image.ts';

/** What a person should know about a painting; `style.plain`: little to take from a style. */
export type PaintingWarning = 'style.plain';

/** What both ways of painting return. */
export interface Painting extends Figures {
  image: Image;
  quality: Quality;
  /**
   * The losses that were left out, see `PaintRequest.lossesLater`; absent: `losses` has them. The engine has to be open
   * still. Errors: those of `paint`
   */
  measure?: () => Promise<LossRow[]>;
  /** high only: longer side of each size it was painted at, in pixels, and its iterations, from coarse to fine */
  sizes?: readonly { side: number; iterations: number }[];
  /** faces that were found and painted so that they can be recognised; absent: none */
  keptFaces?: number;
  /** absent: none */
  warnings?: readonly PaintingWarning[];
}
