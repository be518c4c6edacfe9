import { throwIfCancelled } from '@atelier/core/cancel.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { PHOTO_SIDE, photoFiles, SHIPPED_PHOTOS } from '@atelier/core/learn/photos.ts';
import { learnPreset } from '@atelier/core/learn/preset.ts';
import { anyStyle } from '@atelier/core/networks/predictor.ts';
import { lossPlot } from '@atelier/core/report/loss-plot.ts';
import { checkNewName, writePreset } from '@atelier/core/styles/catalogue-write.ts';
import { MAX_PAINTING_SIDE } from '@atelier/core/styles/preset-sizes.ts';
import { perceptual, predictor, transform } from '@atelier/core/transfer/networks.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { type EngineFlags, openEngine } from './engine-flags.ts';
import { expectApart, expectPng, expectWritable, readPicture, reasonOf, write } from './files.ts';
import { interruptible } from './interrupt.ts';
import { type ProgressBar, progressBar } from './progress-bar.ts';

interface LearnOptions extends EngineFlags {
  name: string;
  title?: string;
  artist?: string;
  year?: string;
  mood?: string[];
  photos?: string;
  steps?: number;
  seed?: number;
  replace?: boolean;
  fleet?: boolean;
  plot?: string;
  json?: boolean;
}

/** `atelier learn`: a painting as a preset of one's own. Writes one file at the end, or nothing. */
export async function learn(file: string, options: LearnOptions): Promise<void> {
  const { name, steps, seed } = options;
  checkNewName(name, options.replace ?? false);
  const environment = readEnvironment();
  expectPng('--plot', options.plot);
  await expectApart([file], { '--plot': options.plot });
  await expectWritable(options.plot);
  const fleet = options.fleet ? await import('./fleet-presets.ts') : undefined;
  await fleet?.expectFleet();
  const painting = await readPicture(file, { maxSide: MAX_PAINTING_SIDE });
  const photos = await photosOf(options.photos ?? SHIPPED_PHOTOS);
  const engine = await openEngine(options);
  const bar = progressBar();
  try {
    const networks = {
      network: await perceptual(),
      transform: await transform(),
      predictor: anyStyle() ? await predictor() : undefined,
    };
    const { title = titleOf(name), artist = '', year = '', mood: moods = [] } = options;
    const learnt = await interruptible((signal) => {
      const onProgress: ProgressBar['update'] = async (progress) => {
        await bar.update(progress);
        throwIfCancelled(signal);
      };
      const lesson = { engine, ...networks, painting, photos, steps, seed, onProgress };
      return learnPreset(lesson, { title, artist, year, moods });
    });
    bar.stop();
    const out = await writePreset(environment.presetsDirectory, name, learnt.bytes);
    await fleet?.publish(name, options);
    const { losses, seconds, start } = learnt;
    if (options.plot) await write(options.plot, await lossPlot(losses, { title: `learning ${name}` }));
    if (options.json) {
      const made = { engine: engine.name, device: engine.device, start, steps: learnt.steps, seconds };
      process.stdout.write(`${JSON.stringify({ name, ...made, losses, out })}\n`);
      return;
    }
    const [first, last] = [losses[0]!, losses[losses.length - 1]!];
    process.stdout.write(
      `${name}: learnt in ${seconds.toFixed(0)} s from ${start}, ` +
        // not the total: content's weight moves while it is learnt
        `style loss ${first.style.toPrecision(3)} → ${last.style.toPrecision(3)}\n${out}\n` +
        `Try it: atelier style PHOTO --preset ${name} --quality fast --out picture.jpg\n`,
    );
  } finally {
    bar.stop();
    await engine.close();
  }
}

/** Errors: file.unreadable, option.invalid. */
async function photosOf(folder: string): Promise<Image[]> {
  const files = await photoFiles(folder).catch((error: unknown) => {
    throw new AtelierError('file.unreadable', { file: folder, reason: reasonOf(error) }, error);
  });
  if (files.length === 0) {
    throw new AtelierError('option.invalid', {
      option: '--photos',
      expected: 'a folder with JPEG, PNG, WebP or AVIF files',
      received: folder,
    });
  }
  const photos: Image[] = [];
  for (const file of files) photos.push(await readPicture(file, { maxSide: PHOTO_SIDE }));
  return photos;
}

/** mona-lisa → Mona lisa */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
