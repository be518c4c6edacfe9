import type { PictureType, Result } from '@atelier/contract/job.ts';
import { ASKED_OPTIONS, type AskedOption, ORDER } from '@atelier/contract/order.ts';
import { fill } from '../texts/locale.ts';
import { optionTexts, valueText } from '../texts/order.ts';
import { textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { duration, plain, plainTitleOf } from './words.ts';

const FORMATS: Readonly<Record<PictureType, string>> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' };
/** characters of a network's digest that tell one from another */
const DIGEST = 8;

/** How a result was made, in lines: style, figures, recipe, and what was done to fit the place. */
export function figures(job: ReplyJob, result: Result, { smaller }: { smaller: boolean }): string {
  const { locale = 'en', watermark } = job;
  const { result: texts } = textsFor(locale);
  const { width, height, seconds, iterations, engine, device, seed, network, version, pictureType } = result;
  const measured = [
    `${width}×${height}`,
    duration(seconds, locale),
    iterations > 1 && fill(texts.iterations, { count: iterations }),
    fill(texts.engine, { engine: plain(engine), device: plain(device) }),
  ];
  const recipe = [
    ...ASKED_OPTIONS.map((option) => told(option, job)),
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

/** What the recipe says of an option: the strength always, anything else where it is not as usual. */
function told(option: AskedOption, job: ReplyJob): string | false {
  const { locale = 'en', blendShare = ORDER.blendShare.default } = job;
  const template = optionTexts(option, locale).told;
  const value = job[option];
  if (template === undefined || value === undefined || value === null) return false;
  if (value === ORDER[option].default && option !== 'strength') return false;
  return fill(template, {
    value: plain(valueText(option, value, locale)),
    percent: blendShare,
    title: plain(plainTitleOf(String(value), locale)),
  });
}
