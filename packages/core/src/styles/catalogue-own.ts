import { oneLine } from '@atelier/contract/template.ts';
import { parseMetadata } from '../models/tensor-file.ts';

/** A preset by name, for menus and checks: one that ships, or an own one. */
export interface Preset {
  /** stable, lower-case with hyphens: what people type and what files are called */
  readonly name: string;
  readonly title: string;
  /** empty where its author did not say */
  readonly artist: string;
  /** as it is printed, for example `c. 1831`; empty where its author did not say */
  readonly year: string;
  /** whether the fast network has a style vector for it */
  readonly fast: boolean;
  /** words to search by */
  readonly moods: readonly string[];
  /** true: learnt by somebody; absent: it ships */
  readonly own?: boolean;
  /** id of the server that it was learnt on and for; null or absent: it is everybody's */
  readonly guildId?: string | null;
}

/** What a name may be; also keeps paths and Discord's menus safe. Reserved: what a job with a style picture is called. */
export const PRESET_NAME = { pattern: /^[a-z0-9-]+$/, limit: 60, reserved: ['own-style'] } as const;

/** UTF-16 units of a title, an artist, a year, a mood that are kept: Discord's menus take 100 in all. */
export const PRESET_TEXT = { title: 80, artist: 60, year: 30, mood: 30 } as const;
/** words to search by that are kept */
const MAX_MOODS = 20;

/** A preset's file, see preset-file.ts. */
export interface PresetFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where a process finds the presets that people have learnt themselves. */
export interface OwnPresets {
  list(): readonly Preset[];
  /** undefined: there is none of that name */
  bytesOf(name: string): Promise<Uint8Array> | undefined;
}

let source: OwnPresets | undefined;

/** Called once at a process's start, or whenever another source takes its place. Without it there are none. */
export function useOwnPresets(presets: OwnPresets): void {
  source = presets;
}

export function ownPresets(): readonly Preset[] {
  return source?.list() ?? [];
}

/** The file of an own preset; undefined: there is none of that name. */
export function ownPresetBytes(name: string): Promise<Uint8Array> | undefined {
  return source?.bytesOf(name);
}

/** Presets whose files are at hand: those that come with a job. Errors: those of `presetFrom`. */
export function presetFiles(files: readonly PresetFile[]): OwnPresets {
  const presets = files.map(({ name, bytes }) => presetFrom(name, bytes));
  return {
    list: () => presets,
    bytesOf(name) {
      const file = files.find((one) => one.name === name);
      return file && Promise.resolve(file.bytes);
    },
  };
}

/** Presets by name alone, for those who only talk about them. */
export function presetList(presets: readonly Preset[]): OwnPresets {
  return { list: () => presets, bytesOf: () => undefined };
}

/** What a file says of itself. Throws an Error whose message says why the bytes are no preset. */
export function presetFrom(name: string, bytes: Uint8Array): Preset {
  const metadata = parseMetadata(bytes);
  if (metadata.network === undefined) throw new Error('it names no network');
  return {
    name,
    ...presetTexts(name, metadata),
    moods: moodsOf((metadata.moods ?? '').split(',')),
    fast: metadata.transform !== undefined,
    own: true,
  };
}

/** Title, artist and year as they are shown, whatever somebody wrote; a title that nobody would see is the name. */
export function presetTexts(
  name: string,
  { title = '', artist = '', year = '' }: { title?: string; artist?: string; year?: string },
): Pick<Preset, 'title' | 'artist' | 'year'> {
  return {
    title: oneLine(title, PRESET_TEXT.title) || name,
    artist: oneLine(artist, PRESET_TEXT.artist),
    year: oneLine(year, PRESET_TEXT.year),
  };
}

/** Words to search by as they are kept: commas part them in the file. */
export function moodsOf(words: readonly string[]): string[] {
  const lines = words.map((word) => oneLine(word, PRESET_TEXT.mood)).filter(Boolean);
  return [...new Set(lines)].slice(0, MAX_MOODS);
}
