import type { PictureType, Result } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { OWN_STYLE, orderOf } from '@atelier/contract/order.ts';
import { resizedWithAlpha } from '@atelier/core/images/alpha.ts';
import { encode, encodeWithin } from '@atelier/core/images/encode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { fit } from '@atelier/core/images/resize.ts';
import { howMade } from '@atelier/core/report/how-made.ts';
import type { Painting } from '@atelier/core/report/painting.ts';
import { pictureBudget } from '@atelier/discord/renditions.ts';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import type { PaintedJob } from './painter.ts';

/** The painting as files: as good as the interaction takes it, and one that every interaction takes. */
export async function resultOf(job: PaintedJob, painting: Painting): Promise<Result> {
  const { image, quality: _quality, measure: _measure, ...figures } = painting;
  const comment = commentOf(job, painting);
  const best = await encodeWithin(image, pictureBudget(job.attachmentSizeLimit), comment);
  const small = best.bytes.length <= LIMITS.fallbackBytes;
  const fallback = small ? null : await jpegWithin(image, LIMITS.fallbackBytes, comment);
  return {
    ...figures,
    picture: best.bytes,
    pictureType: best.format as PictureType,
    fallback,
    width: best.width,
    height: best.height,
  };
}

/** How it was made, for the file itself: whoever has it can paint it again. */
function commentOf(job: PaintedJob, { keptFaces, seed, network, version }: Painting): string {
  const { preset, blend, blendShare, ...others } = orderOf(job);
  return howMade({
    ...others,
    preset: preset === OWN_STYLE ? undefined : preset,
    blend: blend ? { preset: blend, share: blendShare / 100 } : undefined,
    ...(keptFaces && { keptFaces }),
    seed,
    network,
    version,
  });
}

/** JPEG qualities that are tried before the picture is made smaller. */
const QUALITIES = [88, 75, 60] as const;

async function jpegWithin(image: Image, maxBytes: number, comment: string): Promise<Uint8Array> {
  for (let picture = image; ; ) {
    for (const quality of QUALITIES) {
      const bytes = await encode(picture, { format: 'jpeg', quality, comment });
      if (bytes.length <= maxBytes) return bytes;
    }
    picture = resizedWithAlpha(picture, Math.ceil(picture.width / 2), Math.ceil(picture.height / 2));
  }
}

const PREVIEW_QUALITY = 70;

/** The picture so far, small. */
export async function previewOf(image: Image): Promise<Preview> {
  const { width, height } = fit(image.width, image.height, LIMITS.previewSide);
  const small = width < image.width ? resizedWithAlpha(image, width, height) : image;
  const options = { format: 'webp', quality: PREVIEW_QUALITY, smartSubsample: false } as const;
  return { bytes: await encode(small, options), type: 'webp' };
}
