import { readFileSync } from 'node:fs';
import { AtelierError } from '../errors.ts';
import { ownPresets, type Preset } from './catalogue-own.ts';

export type { Preset } from './catalogue-own.ts';

/**
 * The presets by name, for menus and checks. Light: reads one JSON file, loads no engine and no sharp. From this file rather than from models/locate.ts, which would load the tensor reader for a name.
 */
const CATALOGUE = new URL('../../../../models/presets/presets.json', import.meta.url);

/** Those that ship. */
export const PRESETS: readonly Preset[] = readCatalogue();

/**
 * Every preset there is now: own ones first, as menus that take 25 would cut them off at the end; an own one
 * takes the place of one that ships with the same name.
 */
export function presets(): readonly Preset[] {
  const own = ownPresets();
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...PRESETS.filter(({ name }) => !names.has(name))];
}

/** Artist and year; empty for a preset whose author has said neither. */
export function creditOf({ artist, year }: Pick<Preset, 'artist' | 'year'>): string {
  return [artist, year].filter(Boolean).join(', ');
}

/** `preset.unknown` when there is none of that name. */
export function findPreset(name: string): Preset {
  const all = presets();
  const preset = all.find((candidate) => candidate.name === name);
  if (preset !== undefined) return preset;
  throw new AtelierError('preset.unknown', { preset: name, presets: all.map((p) => p.name).join(', ') });
}

/**
 * Presets in which every word of the text occurs (name, title, artist, moods); the best places first.
 * @example searchPresets('van gogh', 5).map(({ name, title }) => `${name}: ${title}`);
 */
export function searchPresets(text: string, limit: number): Preset[] {
  const words = fold(text)
    .split(/[\s-]+/)
    .filter(Boolean);
  return presets()
    .map((preset) => ({ preset, rank: rankOf(preset, words) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ preset }) => preset);
}

/** Sum over the words of where each is found first: title and name before artist before moods. */
function rankOf({ name, title, artist, moods }: Preset, words: readonly string[]): number {
  const places = [`${name} ${title}`, artist, moods.join(' ')].map(fold);
  return words.reduce((sum, word) => {
    const place = places.findIndex((text) => text.includes(word));
    return sum + (place < 0 ? Number.POSITIVE_INFINITY : place);
  }, 0);
}

/** Lower case without accents: somebody who types `cezanne` means Cézanne. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function readCatalogue(): Preset[] {
  try {
    return JSON.parse(readFileSync(CATALOGUE, 'utf8')) as Preset[];
  } catch (error) {
    throw new AtelierError('model.missing', { file: 'presets/presets.json' }, error);
  }
}
