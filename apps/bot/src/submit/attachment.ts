import { CLIP_LIMITS, type ClipLimits, type ClipPlan } from '@atelier/contract/clip.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { lookAtMoving } from '@atelier/core/isolated/pictures.ts';
import { filmType } from '@atelier/core/moving/film-type.ts';
import { checkPhoto, fetchPhoto } from '@atelier/discord/attachment.ts';
import pLimit from 'p-limit';
import { AtelierError } from '../errors.ts';
import type { Bot } from '../reply/bot.ts';

/**
 * Pictures that are fetched and opened at once. Each may have 25 MB and many times that when it is opened; and of two
 * hundred commands at once every one must be acknowledged before the first picture is looked at.
 */
const limited = pLimit(4);

interface Attached {
  readonly url: string;
  readonly size?: number;
  readonly name?: string;
  readonly contentType?: string | null;
}

/** What was sent to be painted. */
export interface Taken {
  bytes: Uint8Array;
  /** what is painted of it where it moves; null: a still picture */
  clip: ClipPlan | null;
  /** it moves, and only its first picture is painted */
  firstFrame: boolean;
}

/**
 * The checked bytes of what is to be painted; they are copied at once, because the address expires. `limits`: how much of
 * a clip is painted; null: clips are switched off. Errors: fetch.*, image.*, clip.*.
 */
export async function takePhoto(
  { environment }: Bot,
  attached: Attached,
  limits: ClipLimits | null,
): Promise<Taken> {
  return take(environment, attached, async (bytes) => {
    const film = filmType(bytes) !== null;
    if (film && limits === null) throw new AtelierError('clip.off');
    const moving = await lookAtMoving(bytes, limits ?? CLIP_LIMITS);
    const clip = limits === null ? null : moving;
    if (clip === null) await checkPhoto(bytes).catch((error: unknown) => refuseUnknown(error, attached));
    return { bytes, clip, firstFrame: moving !== null && clip === null };
  });
}

/** The checked bytes of a still picture, which is what a style is; of what moves the first one counts. */
export async function takePicture({ environment }: Bot, attached: Attached): Promise<Uint8Array> {
  return take(environment, attached, async (bytes) => {
    await checkPhoto(bytes);
    return bytes;
  });
}

async function take<T>(
  { attachmentHosts: hosts }: Bot['environment'],
  { url, size }: Attached,
  look: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  if (size !== undefined) refuseTooLarge(size);
  return limited(async () => look(await fetchPhoto(url, { hosts })));
}

const FILM_ENDING = /\.(mp4|m4v|webm|mov|mkv|avi|wmv|flv|mpe?g|3gp)$/i;

/** What was sent as a film is told so. */
function refuseUnknown(error: unknown, { name = '', contentType }: Attached): never {
  const unknown = error instanceof AtelierError && error.code === 'image.unknown-type';
  const film = contentType?.startsWith('video/') || FILM_ENDING.test(name);
  throw unknown && film ? new AtelierError('clip.unknown-type', {}, error) : error;
}

/** Whether a file was sent behind a cover: by its flag, or by the name that sets it. */
export function isCovered({ name, spoiler = false }: { name: string; spoiler?: boolean }): boolean {
  return spoiler || name.startsWith('SPOILER_');
}

/** What Discord says about the size saves a fetch; the fetch itself counts again. */
function refuseTooLarge(size: number): void {
  if (size <= LIMITS.photoBytes) return;
  const megabytes = (bytes: number) => Math.ceil((bytes / 1024 / 1024) * 10) / 10;
  throw new AtelierError('image.too-many-bytes', {
    megabytes: megabytes(size),
    limit: megabytes(LIMITS.photoBytes),
  });
}
