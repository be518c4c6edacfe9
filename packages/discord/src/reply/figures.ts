import type { ClipResult } from '@atelier/contract/clip.ts';
import type { Figures, PictureType, Result } from '@atelier/contract/job.ts';
import { ASKED_OPTIONS, type AskedOption, ORDER, SHEET_TAKES } from '@atelier/contract/order.ts';
import { takeOf } from '@atelier/core/transfer/take.ts';
import { fill, languageOf, plural } from '../texts/locale.ts';
import { optionTexts, valueText } from '../texts/order.ts';
import { textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { duration, plain, plainTitleOf } from './words.ts';

const FORMATS: Readonly<Record<PictureType, string>> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP', mp4: 'MP4' };
/** characters of a network's digest that tell one from another */
const DIGEST = 8;

interface Measures {
  width: number;
  height: number;
  seconds: number;
  /** more than one in fast quality: it was refined */
  iterations?: number;
  /** of a clip */
  moving?: ClipResult | null;
}

/** A result in one line: style, quality, size, time, and what of the order is not as usual. */
export function summary(job: ReplyJob, result: Measures): string {
  const { locale = 'en' } = job;
  const { width, height, seconds, moving = null } = result;
  const { length, refined } = textsFor(locale).result;
  const isRefined = job.quality === 'fast' && iterationsOfOne(job, result) > 1 && !moving;
  const facts = [
    isRefined ? headline(job, refined) : headline(job),
    `${width}×${height}`,
    moving && plural(languageOf(locale), moving.frames, length, { length: duration(moving.seconds, locale) }),
    duration(seconds, locale),
    ...unusual(job),
  ];
  return facts.filter(Boolean).join(' · ');
}

/** A sheet is several paintings, whose iterations are counted together. */
function iterationsOfOne({ sheet = false }: ReplyJob, { iterations = 1 }: Measures): number {
  return sheet ? Math.round(iterations / SHEET_TAKES) : iterations;
}

/** What of an order is not as usual, and which painting of the same it is, in words. */
export function unusual(job: ReplyJob): string[] {
  const options = ASKED_OPTIONS.map((option) => told(option, job)).filter((words) => words !== false);
  return [...options, ...takeWords(job)];
}

type Shown = Pick<Result, 'pictureType' | 'width' | 'height' | 'moving' | 'warnings'>;

/** Why a rendition is not the largest; false: it is. */
export type Smaller = 'refused' | 'slow' | false;

/** What its person should know of it, what was done to fit the place, and by whom it was made. */
export function notes(job: ReplyJob, result: Shown, { smaller }: { smaller: Smaller }): string[] {
  const { locale = 'en' } = job;
  const { result: texts } = textsFor(locale);
  const { pictureType, moving = null, warnings = [] } = result;
  const fitted = moving
    ? reducedNote(result, moving, locale)
    : pictureType !== 'png' && fill(texts.reencoded, { format: FORMATS[pictureType] });
  const said: Readonly<Record<string, string>> = texts.warnings;
  const known = warnings.map((warning) => Object.hasOwn(said, warning) && said[warning]);
  const all = [
    ...known,
    moving?.whole != null && trimmedNote(moving, moving.whole, locale),
    job.firstFrame && texts.firstFrame,
    smaller === 'refused' ? texts.smaller : smaller === 'slow' ? texts.slower : fitted,
    job.watermark && texts.madeWith,
  ];
  return all.filter((note) => typeof note === 'string').map((note) => `-# ${note}`);
}

function trimmedNote({ seconds }: ClipResult, whole: number, locale: string): string {
  const lengths = { kept: duration(seconds, locale), whole: duration(whole, locale) };
  return fill(textsFor(locale).result.trimmed, lengths);
}

function reducedNote(
  { width, height }: Shown,
  { reduced, rate }: ClipResult,
  locale: string,
): string | false {
  if (!reduced) return false;
  const number = new Intl.NumberFormat(languageOf(locale), { maximumFractionDigits: 1 });
  const what = { size: `${width}×${height}`, rate: number.format(rate) };
  return fill(textsFor(locale).result.reduced, what);
}

/** How a result was made, in lines: the one above, what was measured, and what it takes to paint it again. */
export function figures(
  job: ReplyJob,
  result: Measures & Pick<Figures, 'iterations' | 'engine' | 'device' | 'seed' | 'network' | 'version'>,
): string {
  const { locale = 'en', strength = ORDER.strength.default } = job;
  const { result: texts } = textsFor(locale);
  const { engine, device, seed, network, version } = result;
  const iterations = iterationsOfOne(job, result);
  const recipe = [
    iterations > 1 && !result.moving && fill(texts.iterations, { count: iterations }),
    fill(texts.engine, { engine: plain(engine), device: plain(device) }),
    strength === ORDER.strength.default && toldAs('strength', strength, job),
    fill(texts.seed, { seed }),
    network && fill(texts.network, { network: plain(network.slice(0, DIGEST)) }),
    version && fill(texts.version, { version: plain(version) }),
  ];
  return `${summary(job, result)}\n${recipe.filter(Boolean).join(' · ')}`;
}

/** What another painting of the same has otherwise. */
function takeWords({ take = 0, sheet = false, quality, locale = 'en' }: ReplyJob): string[] {
  const { result: texts } = textsFor(locale);
  if (sheet) return [texts.sheet];
  const { strokes, mirrored, coloursFirst } = takeOf(take);
  const said = [
    strokes < 1 && texts.finer,
    strokes > 1 && texts.broader,
    mirrored && texts.mirrored,
    coloursFirst && quality === 'high' && texts.coloursFirst,
  ];
  return said.filter((words): words is string => words !== false);
}

/** What is said of an option that is not as usual. */
function told(option: AskedOption, job: ReplyJob): string | false {
  const value = job[option];
  if (value === undefined || value === null || value === ORDER[option].default) return false;
  return toldAs(option, value, job);
}

function toldAs(option: AskedOption, value: string | number | boolean, job: ReplyJob): string | false {
  const { locale = 'en', blendShare = ORDER.blendShare.default } = job;
  const template = optionTexts(option, locale).told;
  if (template === undefined) return false;
  return fill(template, {
    value: plain(valueText(option, value, locale)),
    percent: blendShare,
    title: plain(plainTitleOf(String(value), locale)),
  });
}
