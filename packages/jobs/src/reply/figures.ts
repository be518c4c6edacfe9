import type { PictureType, Result } from '../job.ts';
import { LIMITS } from '../limits.ts';
import { fill } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { duration, plain, plainTitleOf } from './words.ts';

const FORMATS: Readonly<Record<PictureType, string>> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' };
/** characters of a network's digest that tell one from another */
const DIGEST = 8;

/** How a result was made, in lines: style, figures, recipe, and what was done to fit the place. */
export function figures(job: ReplyJob, result: Result, { smaller }: { smaller: boolean }): string {
  const { locale = 'en', strength, blend, blendShare, keepColours, watermark } = job;
  const { result: texts } = textsFor(locale);
  const { width, height, seconds, iterations, engine, device, seed, network, version, pictureType } = result;
  const measured = [
    `${width}×${height}`,
    duration(seconds, locale),
    iterations > 1 && fill(texts.iterations, { count: iterations }),
    fill(texts.engine, { engine: plain(engine), device: plain(device) }),
  ];
  const recipe = [
    strength !== undefined && fill(texts.strength, { strength }),
    blend &&
      fill(texts.blend, {
        percent: blendShare ?? LIMITS.blendShare.usual,
        title: plain(plainTitleOf(blend, locale)),
      }),
    keepColours && texts.keptColours,
    fill(texts.seed, { seed }),
    network && fill(texts.network, { network: plain(network.slice(0, DIGEST)) }),
    version && fill(texts.version, { version: plain(version) }),
  ];
  const notes = [
    smaller
      ? texts.smaller
      : pictureType !== 'png' && fill(texts.reencoded, { format: FORMATS[pictureType] }),
    watermark && texts.madeWith,
  ];
  const lines = [
    headline(job),
    measured.filter(Boolean).join(' · '),
    recipe.filter(Boolean).join(' · '),
    ...notes.filter(Boolean).map((note) => `-# ${note}`),
  ];
  return lines.join('\n');
}
