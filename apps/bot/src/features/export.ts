import type { PersonsData } from '@atelier/queue/privacy.ts';
import { strToU8, zipSync } from 'fflate';

/** bytes of a message besides its file */
const MARGIN = 64 * 1024;

export interface Packed {
  name: string;
  bytes: Uint8Array;
}

/**
 * All that is a person's as ZIP files of at most `limit` bytes each, one after the other: `data.json` with every row, and
 * photos, style
 * pictures and results under the ids of their jobs, and the files of presets that they had learnt. A file that is larger than a message takes is cut
 * into parts, `.1`, `.2` …, that belong behind each other.
 */
export async function* packed(data: PersonsData, limit: number): AsyncGenerator<Packed> {
  const room = limit - MARGIN;
  let files: Record<string, Uint8Array> = {};
  let size = 0;
  let number = 0;
  const close = (): Packed => {
    // pictures are compressed already
    const bytes = zipSync(files, { level: 0 });
    [files, size] = [{}, 0];
    return { name: `atelier-data-${++number}.zip`, bytes };
  };
  for await (const [name, bytes] of filesOf(data)) {
    for (const [partName, part] of partsOf(name, bytes, room)) {
      if (size > 0 && size + part.length + HEADER > room) yield close();
      files[partName] = part;
      size += part.length + HEADER;
    }
  }
  yield close();
}

/** bytes that a ZIP spends on a file's two headers, with its name */
const HEADER = 512;

function* partsOf(name: string, bytes: Uint8Array, room: number): Generator<[string, Uint8Array]> {
  const most = room - HEADER;
  if (bytes.length <= most) return yield [name, bytes];
  for (let i = 0; i * most < bytes.length; i++)
    yield [`${name}.${i + 1}`, bytes.subarray(i * most, (i + 1) * most)];
}

async function* filesOf({ rows, pictures, files }: PersonsData): AsyncGenerator<[string, Uint8Array]> {
  yield ['data.json', strToU8(JSON.stringify(rows, null, 2))];
  for await (const { jobId, pictures: found } of pictures()) {
    const { photo, style, picture, pictureType, still, photoStill } = found;
    if (photo) yield [`${jobId}/photo`, photo];
    if (style) yield [`${jobId}/style-picture`, style];
    if (still) yield [`${jobId}/result-still.jpg`, still];
    if (photoStill) yield [`${jobId}/photo-still.jpg`, photoStill];
    if (picture) yield [`${jobId}/result.${pictureType === 'jpeg' ? 'jpg' : pictureType}`, picture];
  }
  for (const { name, bytes } of files) yield [name, bytes];
}
