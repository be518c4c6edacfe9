import { readFile } from 'node:fs/promises';

/** Sample pictures, one a preset: `starry-night.jpg`. */
const FOLDER = new URL('../../../../docs/gallery/', import.meta.url);

/** bytes; a page shows several, and they are seen small */
const MAX_BYTES = 1024 * 1024;

/** The sample of a preset; null where there is none (yet), which is no reason to show no styles. */
export async function sampleOf(preset: string): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(new URL(`${encodeURIComponent(preset)}.jpg`, FOLDER));
    return bytes.length <= MAX_BYTES ? bytes : null;
  } catch {
    return null;
  }
}
