import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OwnPresets, PRESET_NAME, type Preset, presetFrom } from './catalogue-own.ts';

const ENDING = '.safetensors';

export interface PresetFolder extends OwnPresets {
  /** paths of files in it that are called presets and are none */
  damaged(): readonly string[];
}

interface Listing {
  /** ms, of the folder */
  readonly modified: number;
  readonly presets: readonly Preset[];
  readonly damaged: readonly string[];
}

const NOTHING: Listing = { modified: 0, presets: [], damaged: [] };

/**
 * The presets of the command line: one file each, NAME.safetensors. The folder is looked at again whenever something
 * has come or gone; one that does not exist (yet) holds none.
 */
export function presetFolder(folder: string): PresetFolder {
  let listing: Listing | undefined;
  const look = (): Listing => {
    const modified = modifiedAt(folder);
    if (modified === undefined) return NOTHING;
    if (listing?.modified !== modified) listing = read(folder, modified);
    return listing;
  };
  return {
    list: () => look().presets,
    damaged: () => look().damaged,
    bytesOf(name) {
      if (!look().presets.some((preset) => preset.name === name)) return undefined;
      return readFile(presetPath(folder, name));
    },
  };
}

/** Where the file of a preset of that name belongs. */
export function presetPath(folder: string, name: string): string {
  return join(folder, name + ENDING);
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
      presets.push(presetFrom(name, readFileSync(path)));
    } catch {
      damaged.push(path);
    }
  }
  return { modified, presets, damaged };
}
