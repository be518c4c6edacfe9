import type { Quality } from '@atelier/contract/order.ts';
import { OWN_STYLE } from '@atelier/contract/order.ts';
import { presets } from '@atelier/core/styles/catalogue.ts';
import { artistIn, titleIn } from '@atelier/core/styles/preset-words.ts';
import { fill, languageOf } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';

/** What the replies have in common: names of presets and numbers as a person reads them. */

/** “The Starry Night”, Vincent van Gogh; the bare name where the catalogue does not know it any more. */
export function titleOf(preset: string, locale = 'en'): string {
  if (preset === OWN_STYLE) return `**${textsFor(locale).ownStyle}**`;
  const found = presets().find(({ name }) => name === preset);
  if (found === undefined) return `**${plain(preset)}**`;
  const language = languageOf(locale);
  const artist = artistIn(found, language);
  return `**${plain(titleIn(found, language))}**${artist ? `, ${plain(artist)}` : ''}`;
}

/** The title without marks, for alt text. */
export function plainTitleOf(preset: string, locale = 'en'): string {
  const texts = textsFor(locale);
  if (preset === OWN_STYLE) return texts.ownStyle;
  const found = presets().find(({ name }) => name === preset);
  if (found === undefined) return preset;
  const [title, artist] = [titleIn(found, languageOf(locale)), artistIn(found, languageOf(locale))];
  return artist ? fill(texts.titleBy, { title, artist }) : title;
}

export function qualityWord(quality: Quality, locale = 'en'): string {
  return textsFor(locale).quality[quality];
}

/** Seconds as `0.8 s`, `12 s`, `2 min 5 s`. */
export function duration(seconds: number, locale = 'en'): string {
  const texts = textsFor(locale).duration;
  if (seconds < 9.95) return fill(texts.seconds, { seconds: tenths(seconds, locale) });
  const whole = Math.round(seconds);
  if (whole < 60) return fill(texts.seconds, { seconds: whole });
  return fill(texts.minutes, { minutes: Math.floor(whole / 60), seconds: whole % 60 });
}

/** One digit after the point, or after the comma. */
function tenths(value: number, locale: string): string {
  const options = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(languageOf(locale), options).format(value);
}

/** A loss with three significant digits: `0`, `0.0123`, `4.56`, `1234`, `5.78e+8`; with a comma where that is usual. None: `–`. */
export function loss(value: number, locale = 'en'): string {
  const point = new Intl.NumberFormat(languageOf(locale)).format(1.5)[1] ?? '.';
  return plainLoss(value).replace('.', point);
}

function plainLoss(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(2);
  return size >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}

const BAR_CELLS = 20;

/** A bar of 20 cells for a share in [0, 1]; full only at 1. */
export function bar(fraction: number): string {
  const filled = Math.min(BAR_CELLS, Math.max(0, Math.floor(fraction * BAR_CELLS)));
  return '▰'.repeat(filled) + '▱'.repeat(BAR_CELLS - filled);
}

/** Discord's marks made harmless; texts of ours hold none, but a name is data. */
export function plain(words: string): string {
  return words.replace(/[\\*_~`|>#[\]@]/g, '\\$&');
}
