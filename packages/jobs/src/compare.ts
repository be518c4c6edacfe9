import { decode } from '@atelier/core/images/decode.ts';
import { beforeAfter } from '@atelier/core/report/compare.ts';
import { readPictures } from './lookup.ts';
import type { Workshop } from './workshop.ts';

/** longer side in pixels to which the photo is read: no painting is larger */
const MAX_SIDE = 2048;

/** Photo and painting side by side as a JPEG; null when one of them is not kept (any more). */
export async function comparePicture(workshop: Workshop, jobId: string): Promise<Uint8Array | null> {
  const pictures = await readPictures(workshop, jobId);
  if (pictures === null || pictures.photo === null || pictures.picture === null) return null;
  const [photo, painted] = await Promise.all([
    decode(pictures.photo, { maxSide: MAX_SIDE }),
    decode(pictures.picture, { maxSide: MAX_SIDE }),
  ]);
  return beforeAfter(photo, painted);
}
