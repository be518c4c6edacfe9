import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseMetadata } from '../models/tensor-file.ts';

/** A preset by name, for menus and checks: one that ships, or an own one. */
export interface Preset {
  /** stable, lower-case with hyphens: what people type and what files are called */
  readonly name: string;
  readonly title: string;
  readonly artist: string;
  /** as it is printed, for example `c. 1831` */
  readonly year: string;
  /** whether the fast network has a style vector for it */
  readonly fast: boolean;
  /** words to search by */
  readonly moods: readonly string[];
  /** true: learnt here, see catalogue-own.ts; absent: it ships */
  readonly own?: boolean;
}

/**
 * The presets that people have learnt themselves: one file each, NAME.safetensors, in a folder of theirs (its
 * content: preset-file.ts). The folder is looked at again whenever something has come or gone.
 */
const ENDING = '.safetensors';
/** What a name may be; also keeps paths and Discord's menus safe. Reserved: what a job with a style picture is called. */
export const PRESET_NAME = { pattern: /^[a-z0-9-]+$/, limit: 60, reserved: ['own-style'] } as const;

/** Characters of a title, an artist, a year that are shown: Discord's menus take 100 in all. */
const MAX_TEXT = 100;

interface Listing {
  readonly folder: string;
  /** ms, of the folder */
  readonly modified: number;
  readonly presets: readonly Preset[];
  /** files that cannot be read as presets */
  readonly damaged: readonly string[];
}

let ownFolder: string | undefined;
let listing: Listing | undefined;

/** Where this process finds them; called once at its start. A folder that does not exist (yet) holds none. */
export function useOwnPresets(folder: string): void {
  ownFolder = folder;
  listing = undefined;
}

/** By name. Empty as long as no folder is set. */
export function ownPresets(): readonly Preset[] {
  return list()?.presets ?? [];
}

/** Paths of files in the folder that are no presets. */
export function damagedPresets(): readonly string[] {
  return list()?.damaged ?? [];
}

/** Path of the file of an own preset; undefined: there is none of that name. */
export function ownPresetFile(name: string): string | undefined {
  const found = ownPresets().some((preset) => preset.name === name);
  return found ? join(ownFolder!, name + ENDING) : undefined;
}

/** Where the file of a preset of that name belongs. */
export function ownPresetPath(folder: string, name: string): string {
  return join(folder, name + ENDING);
}

function list(): Listing | undefined {
  if (ownFolder === undefined) return undefined;
  const modified = modifiedAt(ownFolder);
  if (modified === undefined) return undefined;
  if (listing?.folder !== ownFolder || listing.modified !== modified) listing = read(ownFolder, modified);
  return listing;
}

/** ms; undefined: there is no such folder, or none that may be looked into */
function modifiedAt(folder: string): number | undefined {
  try {
    accessSync(folder, constants.R_OK);
    const stats = statSync(folder);
    return stats.isDirectory() ? stats.mtimeMs : undefined;
  } catch {
    return undefined;
  }
}

function read(folder: string, modified: number): Listing {
  const presets: Preset[] = [];
  const damaged: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    const name = file.slice(0, -ENDING.length);
    if (!file.endsWith(ENDING) || !PRESET_NAME.pattern.test(name)) continue;
    const path = join(folder, file);
    try {
      presets.push(presetFrom(name, parseMetadata(readFileSync(path))));
    } catch {
      damaged.push(path);
    }
  }
  return { folder, modified, presets, damaged };
}

function presetFrom(name: string, metadata: Readonly<Record<string, string>>): Preset {
  if (metadata.network === undefined) throw new Error('it names no network');
  return {
    name,
    title: (metadata.title || name).slice(0, MAX_TEXT),
    artist: (metadata.artist ?? '').slice(0, MAX_TEXT),
    year: (metadata.year ?? '').slice(0, MAX_TEXT),
    fast: metadata.transform !== undefined,
    moods: (metadata.moods ?? '').split(', ').filter(Boolean),
    own: true,
  };
}
