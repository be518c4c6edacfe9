import type { Figures } from '@atelier/contract/job.ts';
import type { Quality } from '@atelier/contract/order.ts';
import type { Image } from '../images/image.ts';

export { QUALITIES, type Quality } from '@atelier/contract/order.ts';

/** What both ways of painting return. */
export interface Painting extends Figures {
  image: Image;
  quality: Quality;
}
