import { compared } from '@atelier/core/isolated/pictures.ts';
import { readPictures } from '@atelier/queue/find-jobs.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';

/** longer side in pixels to which the photo is read: no painting is larger */
const MAX_SIDE = 2048;

/**
 * Photo and painting side by side as a JPEG, of a clip the same moment of both; null when one of them is not kept (any more). Opened and put
 * together in a process of its own: that takes a second of computing, in which the caller goes on.
 */
export async function comparePicture(workshop: Workshop, jobId: string): Promise<Uint8Array | null> {
  const pictures = await readPictures(workshop, jobId);
  if (pictures === null) return null;
  const { photo, picture, photoStill, still } = pictures;
  // a film is not opened here
  const [before, after] = still === null ? [photo, picture] : [photoStill, still];
  return before && after && compared(before, after, MAX_SIDE);
}
