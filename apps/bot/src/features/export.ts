import type { PersonsData } from '@atelier/queue/privacy.ts';
import { strToU8, zipSync } from 'fflate';

/** bytes of a message besides its file */
const MARGIN = 64 * 1024;

export interface Packed {
  name: string;
  bytes: Uint8Array;
  /** where the next one begins; null: it is the last */
  next: Place | null;
}

/** What a ZIP file begins with. */
export interface Place {
  /** of the ZIP, from 1 */
  number: number;
  /** of the first file in it */
  name: string;
  /** of that file, from 0 */
  part: number;
}

const PLACE = /^(\d{1,6}):(\d{1,6}):(.+)$/su;

/** A place in a custom id; its length is that of the file's name and a little more. */
export function placeText({ number, part, name }: Place): string {
  return `${number}:${part}:${name}`;
}

/** Null for what is no place: from the beginning. */
export function placeOf(text: string): Place | null {
  const [, number, part, name] = PLACE.exec(text) ?? [];
  return name === undefined ? null : { number: Number(number), part: Number(part), name };
}

/**
 * All that is a person's as ZIP files of at most `limit` bytes each, one after the other: `data.json` with every row, and
 * photos, style pictures and results under the ids of their jobs, and the files of presets that they had learnt. A file
 * that is larger than a message takes is cut into parts, `.1`, `.2` …, that belong behind each other. from: the place at
 * which an earlier look ended; what has been deleted since is left out.
 */
export async function* packed(
  data: PersonsData,
  limit: number,
  from: Place | null = null,
): AsyncGenerator<Packed> {
  const room = limit - MARGIN;
  let files: Record<string, Uint8Array> = {};
  let size = 0;
  let number = from?.number ?? 1;
  const close = (next: Omit<Place, 'number'> | null): Packed => {
    // pictures are compressed already
    const bytes = zipSync(files, { level: 0 });
    const name = `atelier-data-${number++}.zip`;
    [files, size] = [{}, 0];
    return { name, bytes, next: next && { number, ...next } };
  };
  for await (const [name, bytes] of filesOf(data, from)) {
    for (const { part, partName, partBytes } of partsOf(name, bytes, room)) {
      if (from?.name === name && part < from.part) continue;
      if (size > 0 && size + partBytes.length + HEADER > room) yield close({ name, part });
      files[partName] = partBytes;
      size += partBytes.length + HEADER;
    }
  }
  yield close(null);
}

/** bytes that a ZIP spends on a file's two headers, with its name */
const HEADER = 512;

interface Part {
  part: number;
  partName: string;
  partBytes: Uint8Array;
}

function* partsOf(name: string, bytes: Uint8Array, room: number): Generator<Part, void> {
  const most = room - HEADER;
  if (bytes.length <= most) {
    yield { part: 0, partName: name, partBytes: bytes };
    return;
  }
  for (let part = 0; part * most < bytes.length; part++) {
    const partBytes = bytes.subarray(part * most, (part + 1) * most);
    yield { part, partName: `${name}.${part + 1}`, partBytes };
  }
}

async function* filesOf(
  { rows, pictures, files }: PersonsData,
  from: Place | null,
): AsyncGenerator<[string, Uint8Array]> {
  if (from === null) yield ['data.json', strToU8(JSON.stringify(rows, null, 2))];
  // a file of a job that was begun, or one that comes after all jobs
  const [jobId] = from?.name.split('/') ?? [];
  const begun = rows.jobs?.some(({ id }) => id === jobId) ? jobId : undefined;
  if (from === null || begun !== undefined) {
    let sent = begun !== undefined;
    for await (const found of pictures(begun)) {
      const ofJob = filesOfJob(found);
      // those before it were sent; where it has gone meanwhile, all of its job comes again
      const first = sent ? ofJob.findIndex(([name]) => name === from?.name) : 0;
      sent = false;
      yield* ofJob.slice(Math.max(0, first));
    }
  }
  const first = from === null || begun !== undefined ? 0 : files.findIndex(({ name }) => name === from.name);
  for (const { name, bytes } of files.slice(Math.max(0, first))) yield [name, bytes];
}

type JobFiles = PersonsData['pictures'] extends (from?: string) => AsyncGenerator<infer Found>
  ? Found
  : never;

function filesOfJob({ jobId, pictures }: JobFiles): [string, Uint8Array][] {
  const { photo, style, picture, pictureType, still, photoStill } = pictures;
  const files: [string, Uint8Array | null | undefined][] = [
    ['photo', photo],
    ['style-picture', style],
    ['result-still.jpg', still],
    ['photo-still.jpg', photoStill],
    [`result.${pictureType === 'jpeg' ? 'jpg' : pictureType}`, picture],
  ];
  return files.flatMap(([name, bytes]) => (bytes ? [[`${jobId}/${name}`, bytes]] : []));
}
