import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';

/** Photos that ship; their authors stand in CREDITS.md beside them. */
export const SHIPPED_PHOTOS = fileURLToPath(new URL('../../../../docs/photos', import.meta.url));

/** Longer side in pixels at which a photo is kept: crops are 160. */
export const PHOTO_SIDE = 640;
/** As many photos as there will be crops. */
const MAX_PHOTOS = 64;

/** Paths of the pictures of a folder in the order of their names, so that a seed reproduces; of many, some from all over. */
export async function photoFiles(folder: string): Promise<string[]> {
  const pictures = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp|avif)$/i.test(name)).sort();
  const every = Math.ceil(pictures.length / MAX_PHOTOS);
  return pictures.filter((_, i) => i % every === 0).map((name) => join(folder, name));
}

/** The photos that ship, ready to learn on. */
export async function shippedPhotos(): Promise<Image[]> {
  const photos: Image[] = [];
  for (const file of await photoFiles(SHIPPED_PHOTOS))
    photos.push(await decode(await readFile(file), { maxSide: PHOTO_SIDE }));
  return photos;
}
