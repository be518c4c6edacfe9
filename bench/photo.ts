import { readFile } from 'node:fs/promises';
import { decode } from '@atelier/core/images/decode.ts';
import type { Image } from '@atelier/core/images/image.ts';

const FILE = new URL('../docs/photos/stream.jpg', import.meta.url);

export function samplePhotoBytes(): Promise<Uint8Array> {
  return readFile(FILE);
}

export async function samplePhoto(): Promise<Image> {
  return decode(await samplePhotoBytes());
}
