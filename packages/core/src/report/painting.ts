import type { Figures } from '@atelier/contract/job.ts';
import type { Quality } from '@atelier/contract/order.ts';
import type { Image } from '../images/image.ts';

/** What a person should know about a painting; `style.plain`: little to take from a style. */
export type PaintingWarning = 'style.plain';

/** What both ways of painting return. */
export interface Painting extends Figures {
  image: Image;
  quality: Quality;
  /** absent: none */
  warnings?: readonly PaintingWarning[];
}
