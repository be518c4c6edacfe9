import { readFileSync } from 'node:fs';
import { fill } from '@atelier/contract/template.ts';
import { AtelierError } from '../errors.ts';
import type { Preset } from './catalogue-own.ts';

/** What the presets that ship are called in other languages than English, and the words that people look for them by. */

type ByLanguage = Readonly<Record<string, string>>;

interface Words {
  /** by name of the preset */
  readonly titles: Readonly<Record<string, ByLanguage>>;
  /** by name of the preset: what else people call it, in whatever language */
  readonly alsoCalled: Readonly<Record<string, readonly string[]>>;
  /** by artist; `also`: other spellings, in whatever language */
  readonly artists: Readonly<
    Record<string, { readonly shown: ByLanguage; readonly also: readonly string[] }>
  >;
  /** by mood: words of every language for it, and for what people mean when they look for it */
  readonly moods: Readonly<Record<string, readonly string[]>>;
  readonly years: { readonly undated: ByLanguage; readonly 'c. ': ByLanguage };
}

const FILE = new URL('../../../../models/presets/words.json', import.meta.url);

let words: Words | undefined;

function read(): Words {
  try {
    words ??= JSON.parse(readFileSync(FILE, 'utf8')) as Words;
    return words;
  } catch (error) {
    throw new AtelierError('model.missing', { file: 'presets/words.json' }, error);
  }
}

/** The title in a language as Discord names it, for example `pt-BR`; what somebody has learnt stays as it was called. */
export function titleIn({ name, title, own }: Preset, language: string): string {
  return (own ? undefined : read().titles[name]?.[language]) ?? title;
}

/** The artist's name as it is written in a language. */
export function artistIn({ artist, own }: Preset, language: string): string {
  return (own ? undefined : read().artists[artist]?.shown[language]) ?? artist;
}

/** Artist and year; empty for a preset whose author has said neither. */
export function creditIn(preset: Preset, language: string): string {
  return [artistIn(preset, language), yearIn(preset, language)].filter(Boolean).join(', ');
}

function yearIn({ year, own }: Preset, language: string): string {
  if (own) return year;
  const { undated, 'c. ': about } = read().years;
  if (year === 'undated') return undated[language] ?? year;
  if (year.startsWith('c. ') && about[language]) return fill(about[language], { year: year.slice(3) });
  return year;
}

/** All that a preset may be looked for by, the likeliest first: names and titles, artists, moods. */
export function wordsOf(preset: Preset): [titles: string[], artists: string[], moods: string[]] {
  const { name, title, artist, moods, own } = preset;
  if (own) return [[name, title], [artist], [...moods]];
  const { titles, alsoCalled, artists, moods: synonyms } = read();
  const known = artists[artist];
  return [
    [name, title, ...Object.values(titles[name] ?? {}), ...(alsoCalled[name] ?? [])],
    [artist, ...Object.values(known?.shown ?? {}), ...(known?.also ?? [])],
    moods.flatMap((mood) => [mood, ...(synonyms[mood] ?? [])]),
  ];
}
