import type { ClipLimits, ClipPlan } from '@atelier/contract/clip.ts';
import { AtelierError } from '../errors.ts';
import { encode } from '../images/encode.ts';
import type { Image } from '../images/image.ts';
import { IMAGE_LIMITS } from '../images/limits.ts';
import { fit, resize } from '../images/resize.ts';
import type { Frame } from './clip.ts';
import { movingTypeOf, openClip } from './open-clip.ts';

/** What a stranger's file would be as a clip: for the process that opens strangers' files (isolated/). */

/**
 * What is to be painted of a clip within these limits; null: it does not move. The first frame is decoded. Errors: those
 * of `openClip` and `Clip.frames`, image.too-small, image.too-narrow.
 */
export async function lookAtClip(file: string, limits: ClipLimits): Promise<ClipPlan | null> {
  const type = await movingTypeOf(file);
  if (type === 'still' || type === null) return null;
  const clip = await openClip(file, limits);
  refuseOdd(clip);
  for await (const _ of clip.frames()) break;
  // an animation of which the limits leave one frame is a still picture
  if (clip.kind !== 'film' && clip.count < 2) return null;
  const { kind, count: frames, width, height, source, trimmed } = clip;
  const [seconds, whole] = [inMs(clip.seconds), trimmed && inMs(trimmed.seconds)];
  return { kind, frames, seconds, width, height, source, whole, limits };
}

const inMs = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** What has no room for a brush stroke, as with stills. */
function refuseOdd({ width, height }: { width: number; height: number }): void {
  const { minSide: limit, maxAspect } = IMAGE_LIMITS;
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  if (shorter < limit) throw new AtelierError('image.too-small', { width, height, limit });
  if (longer > maxAspect * shorter) throw new AtelierError('image.too-narrow', { limit: maxAspect });
}

/** So many frames of a clip, at even distances, as JPEG of at most `side` pixels. */
export async function framesOf(
  file: string,
  { limits, count, side }: { limits: ClipLimits; count: number; side: number },
): Promise<Uint8Array[]> {
  // of a film the rate is what is read: so no more frames come than are wanted
  const known = await openClip(file, { ...limits, side });
  const clip =
    known.kind === 'film'
      ? await openClip(file, { ...limits, side, rate: Math.min(known.rate, count / known.seconds) })
      : known;
  const every = Math.max(1, clip.count / count);
  const frames: Frame[] = [];
  let index = 0;
  for await (const frame of clip.frames()) {
    if (index++ >= frames.length * every && frames.length < count) frames.push(frame);
  }
  return Promise.all(frames.map((frame) => stillOf(frame.image, side)));
}

/** A frame as a JPEG of at most `side` pixels. */
export async function stillOf(image: Image, side: number): Promise<Uint8Array> {
  const { width, height } = fit(
    image.width,
    image.height,
    Math.min(side, Math.max(image.width, image.height)),
  );
  return encode(await resize(image, width, height), { format: 'jpeg', quality: 85 });
}
