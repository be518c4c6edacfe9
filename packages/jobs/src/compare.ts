import { compared } from '@atelier/core/isolated/pictures.ts';
import { readPictures } from './lookup.ts';
import type { Workshop } from './workshop.ts';

/** longer side in pixels to which the photo is read: no painting is larger */
const MAX_SIDE = 2048;

/**
 * Photo and painting side by side as a JPEG; null when one of them is not kept (any more). Opened and put
 * together in a process of its own: that takes a second of computing, in which the caller goes on.
 */
export async function comparePicture(workshop: Workshop, jobId: string): Promise<Uint8Array | null> {
  const pictures = await readPictures(workshop, jobId);
  if (pictures === null || pictures.photo === null || pictures.picture === null) return null;
  return compared(pictures.photo, pictures.picture, MAX_SIDE);
}
