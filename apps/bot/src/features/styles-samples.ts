import { readFile } from 'node:fs/promises';
import type { Quality } from '@atelier/contract/order.ts';

/** Sample pictures, two a preset: `starry-night.jpg` in high quality, `starry-night-fast.jpg` in fast. */
const FOLDER = new URL('../../../../docs/gallery/', import.meta.url);

/** bytes; a page shows several */
const MAX_BYTES = 1024 * 1024;

/** The sample of a preset; null where there is none (yet), which is no reason to show no styles. */
export async function sampleOf(preset: string, quality: Quality = 'high'): Promise<Uint8Array | null> {
  const name = quality === 'high' ? preset : `${preset}-fast`;
  try {
    const bytes = await readFile(new URL(`${encodeURIComponent(name)}.jpg`, FOLDER));
    return bytes.length <= MAX_BYTES ? bytes : null;
  } catch {
    return null;
  }
}
