import { readFileSync } from 'node:fs';
import { AtelierError } from '../errors.ts';
import { ownPresets, type Preset } from './catalogue-own.ts';
import { searchIn, similarIn } from './preset-search.ts';

export type { Preset } from './catalogue-own.ts';

/**
 * The presets by name, for menus and checks. Light: reads one JSON file, loads no engine and no sharp. From this file rather than from models/locate.ts, which would load the tensor reader for a name.
 */
const CATALOGUE = new URL('../../../../models/presets/presets.json', import.meta.url);

/** A server by its id; null: outside of servers. */
export type Place = string | null;

/** Those that ship. */
export const PRESETS: readonly Preset[] = readCatalogue();

/**
 * Every preset there is now: own ones first, as menus that take 25 would cut them off at the end; an own one
 * takes the place of one that ships with the same name. `place`: only those that are offered there.
 */
export function presets(place?: Place): readonly Preset[] {
  const own = ownPresets().filter(
    ({ guildId = null }) => place === undefined || guildId === null || guildId === place,
  );
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...PRESETS.filter(({ name }) => !names.has(name))];
}

/** Artist and year; empty for a preset whose author has said neither. */
export function creditOf({ artist, year }: Pick<Preset, 'artist' | 'year'>): string {
  return [artist, year].filter(Boolean).join(', ');
}

/** Names that are told to somebody who wrote one that is none: what is like it, or else some that there are. */
const MAX_SIMILAR = 5;
const MAX_LISTED = 25;

/** `preset.unknown` when there is none of that name. */
export function findPreset(name: string): Preset {
  const preset = presets().find((candidate) => candidate.name === name);
  if (preset !== undefined) return preset;
  throw unknownPreset(name);
}

/** The error for a name that is none: with what may have been meant, or with what there is. */
export function unknownPreset(written: string, place?: Place): AtelierError {
  const all = presets(place);
  const near = namesOf(similarIn(all, written, MAX_SIMILAR));
  const listed = namesOf(all.slice(0, MAX_LISTED)) + (all.length > MAX_LISTED ? ' …' : '');
  const data = { preset: written, presets: listed };
  return new AtelierError('preset.unknown', near === '' ? data : { ...data, near, kind: 'near' });
}

function namesOf(presets: readonly Preset[]): string {
  return presets.map(({ name }) => name).join(', ');
}

/**
 * See `searchIn`. `place`: only those that are offered there.
 * @example searchPresets('van gogh', 5).map(({ name, title }) => `${name}: ${title}`);
 */
export function searchPresets(text: string, limit: number, place?: Place): Preset[] {
  return searchIn(presets(place), text, limit);
}

function readCatalogue(): Preset[] {
  try {
    return JSON.parse(readFileSync(CATALOGUE, 'utf8')) as Preset[];
  } catch (error) {
    throw new AtelierError('model.missing', { file: 'presets/presets.json' }, error);
  }
}
