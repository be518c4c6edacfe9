import { readFile, writeFile } from 'node:fs/promises';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode, formatOf } from '@atelier/core/images/encode.ts';
import { howMade } from '@atelier/core/report/how-made.ts';
import { lossPlot } from '@atelier/core/report/loss-plot.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { Quality } from '@atelier/core/transfer/painting.ts';
import { readEnvironment } from '@atelier/jobs/environment.ts';
import { progressBar } from './progress-bar.ts';

interface StyleOptions {
  preset?: string;
  styleImage?: string[];
  quality: Quality;
  size?: number;
  seed?: number;
  strength?: number;
  /** NAME or NAME:SHARE */
  blend?: string;
  keepColours?: boolean;
  out: string;
  plot?: string;
  json?: boolean;
}

/** `atelier style`: one file in, one file out. Throws AtelierError; prints nothing but progress on failure. */
export async function style(file: string, options: StyleOptions): Promise<void> {
  const { preset, quality, size, seed, out, keepColours = false } = options;
  const { strength = OPTIONS.strength.default } = options;
  const blend = options.blend === undefined ? undefined : blendOf(options.blend);
  if ((preset === undefined) === (options.styleImage === undefined)) {
    throw new AtelierError('option.invalid', {
      option: 'the style',
      expected: 'one of --preset and --style-image',
      received: preset === undefined ? 'neither' : 'both',
    });
  }
  const format = formatOf(out);
  // more pixels than the largest result has would only cost memory
  const photo = await decode(await read(file), { maxSide: OPTIONS.size[quality].max });
  const styles =
    options.styleImage && (await Promise.all(options.styleImage.map(async (f) => decode(await read(f)))));

  const environment = readEnvironment();
  const engine = await chooseEngine({ engine: environment.engine, device: environment.device });
  const bar = progressBar();
  try {
    const painting = await paint({
      photo,
      preset,
      styles,
      quality,
      size,
      seed,
      strength,
      blend,
      keepColours,
      engine,
      onProgress: bar.update,
    });
    bar.stop();
    const comment = howMade({ ...painting, preset, blend, strength, keepColours });
    await write(out, await encode(painting.image, { format, comment }));
    const title = `${preset ?? 'own style'}, ${quality}`;
    if (options.plot) await write(options.plot, await lossPlot(painting.losses, { title }));
    const { image, engine: engineName, device, seconds, iterations, losses } = painting;
    const { width, height } = image;
    if (options.json) {
      const asked = { preset: preset ?? null, blend: blend ?? null, quality, strength, keepColours };
      const made = { engine: engineName, device, width, height };
      process.stdout.write(`${JSON.stringify({ ...asked, ...made, seconds, iterations, losses, out })}\n`);
    } else {
      const [first, last] = [losses[0], losses[losses.length - 1]];
      process.stdout.write(
        `${out}: ${width}×${height}, ${seconds.toFixed(1)} s, ${iterations} iterations on ${engineName} (${device}), ` +
          `loss ${first.total.toPrecision(3)} → ${last.total.toPrecision(3)}\n`,
      );
    }
  } finally {
    bar.stop();
    await engine.close();
  }
}

/** `NAME` or `NAME:SHARE`; the range of the share is checked where it is used. */
export function blendOf(text: string): { preset: string; share: number } {
  const [preset, share, ...rest] = text.split(':');
  if (preset !== '' && rest.length === 0 && (share === undefined || /^\d*\.?\d+$/.test(share))) {
    return { preset, share: share === undefined ? OPTIONS.share.default : Number(share) };
  }
  throw new AtelierError('option.invalid', {
    option: '--blend',
    expected: 'a preset, perhaps with a share from 0 to 1 behind a colon, such as great-wave:0.3',
    received: text,
  });
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AtelierError('file.unreadable', { file, reason: reasonOf(cause) }, cause);
  }
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (cause) {
    throw new AtelierError('file.unwritable', { file, reason: reasonOf(cause) }, cause);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? String((cause as Error).message ?? cause);
}
