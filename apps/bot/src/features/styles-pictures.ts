import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Quality } from '@atelier/contract/order.ts';
import { besideEachOther, thumbnailOf } from '@atelier/core/isolated/pictures.ts';
import type { Preset } from '@atelier/core/styles/catalogue.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { cardOf } from '@atelier/queue/presets.ts';
import type { Bot } from '../reply/bot.ts';

/** Sample pictures, two a preset: `starry-night.jpg` in high quality, `starry-night-fast.jpg` in fast. */
const FOLDER = new URL('../../../../docs/gallery/', import.meta.url);

/** bytes; a page shows several */
const MAX_BYTES = 1024 * 1024;

/** pixels: as high as the samples, twice what chats show */
const HEIGHT = 512;

/** The sample of a preset that ships; null where there is none (yet), which is no reason to show no styles. */
export async function sampleOf(preset: string, quality: Quality = 'high'): Promise<Uint8Array | null> {
  const name = quality === 'high' ? preset : `${preset}-fast`;
  try {
    const bytes = await readFile(new URL(`${encodeURIComponent(name)}.jpg`, FOLDER));
    return bytes.length <= MAX_BYTES ? bytes : null;
  } catch {
    return null;
  }
}

/**
 * The painting of a preset, beside a sample where there is one. Of those that ship the paintings are not ours to give:
 * they are shown where the operator has put them into the folder of presets. What a server has learnt brings its own.
 */
export async function originalOf(
  { workshop, environment, log }: Pick<Bot, 'workshop' | 'environment' | 'log'>,
  preset: Preset,
): Promise<{ bytes: Uint8Array; type: 'jpeg' | 'webp' } | null> {
  try {
    const card = await reaching(cardOf(workshop, preset));
    if (card !== null) return { bytes: card, type: 'jpeg' };
    const painting = await pictureIn(environment.presetsDirectory, preset.name);
    if (painting === null) return null;
    const sample = preset.own ? null : await sampleOf(preset.name);
    if (sample === null) return { bytes: await thumbnailOf(painting, HEIGHT), type: 'webp' };
    return { bytes: await besideEachOther(painting, sample, HEIGHT), type: 'jpeg' };
  } catch (err) {
    log.warn({ err, preset: preset.name }, 'the painting of a style could not be shown');
    return null;
  }
}

const ENDINGS = ['jpg', 'jpeg', 'png', 'webp', 'avif'];

async function pictureIn(folder: string, name: string): Promise<Uint8Array | null> {
  for (const ending of ENDINGS) {
    try {
      return await readFile(join(folder, `${name}.${ending}`));
    } catch (error) {
      if (!ABSENT.includes((error as NodeJS.ErrnoException).code)) throw error;
    }
  }
  return null;
}

const ABSENT: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR'];

/**
 * Where pictures of the painting are found, by its title and its artist; null for what somebody has learnt, and where
 * nobody knows who made it.
 */
export function commonsPage({ title, artist, year, own }: Preset, language: string): string | null {
  if (own || year === 'undated') return null;
  const page = new URL('https://commons.wikimedia.org/wiki/Special:MediaSearch');
  // Wikimedia knows no Spanish of Spain
  const uselang = language === 'es-ES' ? 'es' : language.toLowerCase();
  page.search = String(new URLSearchParams({ type: 'image', search: `${title} ${artist}`, uselang }));
  return page.href;
}
