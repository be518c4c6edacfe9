import { readFile } from 'node:fs/promises';
import { CLIP_LIMITS, type ClipLimits } from '@atelier/contract/clip.ts';
import { AtelierError } from '../errors.ts';
import { sharp } from '../images/sharp.ts';
import { IMAGE_TYPES, sniff } from '../images/sniff.ts';
import { openAnimation } from './animation.ts';
import { isApng } from './apng.ts';
import type { Clip } from './clip.ts';
import { openFilm } from './film.ts';
import { type Demuxer, filmType, startOf } from './film-type.ts';

export type MovingType = 'gif' | 'webp' | 'apng' | Demuxer;

/**
 * What moves in these bytes, by content; null: a still picture, or nothing that is known. An animation of one frame
 * is a still picture. `bytes`: of a film its start is enough. Nothing is decoded.
 */
export async function movingType(bytes: Uint8Array): Promise<MovingType | null> {
  const film = filmType(bytes);
  if (film !== null) return film;
  const type = sniff(bytes);
  if (type === 'png') return isApng(bytes) ? 'apng' : null;
  if (type !== 'gif' && type !== 'webp') return null;
  const { pages = 1 } = await sharp(bytes, { animated: true, limitInputPixels: false })
    .metadata()
    .catch(() => ({ pages: 1 }));
  return pages > 1 ? type : null;
}

/** The same of a file, of which a film is not read; `still`: a picture that does not move; null: neither is known. */
export async function movingTypeOf(file: string): Promise<MovingType | 'still' | null> {
  const film = filmType(await startOf(file));
  if (film !== null) return film;
  const bytes = await readFile(file);
  const moving = await movingType(bytes);
  if (moving !== null) return moving;
  return IMAGE_TYPES.some((type) => type === sniff(bytes)) ? 'still' : null;
}

/**
 * A moving picture in a file. Errors: image.empty, image.unknown-type, image.damaged, clip.*; those of the file
 * system as they are.
 */
export async function openClip(file: string, limits: ClipLimits = CLIP_LIMITS): Promise<Clip> {
  const film = filmType(await startOf(file));
  if (film !== null) return openFilm(file, film, limits);
  const bytes = await readFile(file);
  if (bytes.length === 0) throw new AtelierError('image.empty');
  const type = sniff(bytes);
  const kind = type === 'png' && isApng(bytes) ? 'apng' : type;
  if (kind !== 'gif' && kind !== 'webp' && kind !== 'apng') throw new AtelierError('image.unknown-type');
  return openAnimation(bytes, kind, limits);
}
