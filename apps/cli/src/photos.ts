import { globSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { AtelierError } from '@atelier/core/errors.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '@atelier/core/images/formats.ts';
import { PIPE, reasonOf } from './files.ts';

/** A photo to paint, and how its painting is called under `--out-dir`, without an ending. */
export interface Photo {
  file: string;
  name: string;
}

const PICTURE = /\.(jpe?g|png|webp|avif|gif)$/i;
const GLOB = /[*?[\]{}]/;

/**
 * Files, folders (with everything below them) and globs, which not every shell expands. A file that is named stays in
 * the list though it is not there: whoever reads it says so. `except`: a folder that is left out, where paintings go.
 * Errors: option.invalid where a folder or a glob has no picture, file.unreadable.
 */
export async function photosIn(given: readonly string[], except?: string): Promise<Photo[]> {
  const found: Photo[] = [];
  for (const one of given) {
    const there = one === PIPE ? undefined : await stat(one).catch(() => undefined);
    if (there?.isDirectory()) found.push(...(await inFolder(one, except)));
    else if (there === undefined && GLOB.test(one)) found.push(...matching(one, except));
    else found.push({ file: one, name: one === PIPE ? 'stdin' : nameOf(basename(one)) });
  }
  const files = new Set<string>();
  return found.filter(({ file }) => {
    const isNew = !files.has(resolve(file));
    files.add(resolve(file));
    return isNew;
  });
}

async function inFolder(folder: string, except?: string): Promise<Photo[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new AtelierError('file.unreadable', { file: folder, reason: reasonOf(cause) }, cause);
  });
  const files = entries
    .filter((entry) => !entry.isDirectory() && PICTURE.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !isWithin(file, except))
    .sort();
  if (files.length === 0) throw nothingIn(folder);
  return files.map((file) => ({ file, name: nameOf(relative(folder, file)) }));
}

function matching(pattern: string, except?: string): Photo[] {
  const files = globSync(pattern)
    .filter((file) => PICTURE.test(file) && !isWithin(file, except))
    .sort();
  if (files.length === 0) throw nothingIn(pattern);
  return files.map((file) => ({ file, name: nameOf(basename(file)) }));
}

function isWithin(file: string, folder: string | undefined): boolean {
  return folder !== undefined && resolve(file).startsWith(resolve(folder) + sep);
}

/** Without its ending. */
function nameOf(file: string): string {
  return join(dirname(file), basename(file, extname(file)));
}

function nothingIn(received: string): AtelierError {
  const expected = 'a folder or a pattern with JPEG, PNG, WebP, AVIF or GIF files';
  return new AtelierError('option.invalid', { option: 'the photos', expected, received });
}

/**
 * Where each painting goes: under its photo's name, in its photo's format unless another is asked for.
 * Error: option.invalid where two photos would have one place.
 */
export function placesFor(photos: readonly Photo[], folder: string, format?: OutputFormat): string[] {
  const places = new Map<string, string>();
  return photos.map(({ file, name }) => {
    const place = join(folder, `${name}${endingOf(file, format)}`);
    const other = places.get(place.toLowerCase());
    if (other !== undefined) {
      const expected = 'photos of different names';
      throw new AtelierError('option.invalid', {
        option: '--out-dir',
        expected,
        received: `${other} and ${file}, which would both become ${place}`,
      });
    }
    places.set(place.toLowerCase(), file);
    return place;
  });
}

/** GIF, which is not written, and stdin become PNG. */
function endingOf(file: string, format?: OutputFormat): string {
  if (format !== undefined) return format === 'jpeg' ? '.jpg' : `.${format}`;
  const ending = extname(file).toLowerCase();
  const known = [...OUTPUT_FORMATS.map((one) => `.${one}`), '.jpg'].includes(ending);
  return known ? ending : '.png';
}
