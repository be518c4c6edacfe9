import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../errors.ts';
import { findPreset, presets } from './catalogue.ts';
import { ownPresets, PRESET_NAME } from './catalogue-own.ts';
import { presetPath } from './preset-folder.ts';

/**
 * Checks that a new preset may have this name. replace: one of that name, own or shipped, may be there.
 * Errors: preset.name, preset.taken.
 */
export function checkNewName(name: string, replace: boolean): void {
  const { pattern, limit, reserved } = PRESET_NAME;
  if (!pattern.test(name) || name.length > limit || reserved.some((word) => word === name)) {
    throw new AtelierError('preset.name', { preset: name, limit });
  }
  if (replace || !presets().some((preset) => preset.name === name)) return;
  const { title, own } = findPreset(name);
  throw new AtelierError('preset.taken', { preset: name, what: own ? `your own, ${title}` : title });
}

/** Puts the file of a preset into the folder, whole or not at all; returns its path. Error: file.unwritable. */
export async function writePreset(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = presetPath(folder, name);
  // the catalogue passes over what does not end in .safetensors
  const part = join(folder, `.${name}.${randomUUID()}.part`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, bytes, { flush: true });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {}); // where the folder is no folder, there is none
    throw new AtelierError('file.unwritable', { file: path, reason: (error as Error).message }, error);
  }
  return path;
}

/** Takes an own preset away; returns its path. Errors: preset.not-own, file.unwritable. */
export async function removePreset(folder: string, name: string): Promise<string> {
  const path = presetPath(folder, name);
  if (!ownPresets().some((preset) => preset.name === name))
    throw new AtelierError('preset.not-own', { preset: name, folder });
  try {
    await rm(path);
  } catch (error) {
    throw new AtelierError('file.unwritable', { file: path, reason: (error as Error).message }, error);
  }
  return path;
}
