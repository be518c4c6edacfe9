import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from '@atelier/core/images/decode.ts';
import type { ClipFormat } from '@atelier/core/moving/clip.ts';
import { panClip } from '@atelier/core/moving/synthetic-clips.ts';
import { writeClip } from '@atelier/core/moving/write-clip.ts';

/** Films are made, and read, by ffmpeg. */
export const withFilms = {
  skip: spawnSync('ffmpeg', ['-version']).status !== 0 && 'ffmpeg is not installed here',
};

interface Shape {
  width?: number;
  height?: number;
  frames?: number;
  /** frames a second */
  rate?: number;
}

/** A camera that pans over a photo, as bytes. */
export async function pan(
  format: ClipFormat,
  { width = 96, height = 64, frames = 12, rate = 10 }: Shape = {},
): Promise<Uint8Array> {
  const photo = await decode(await readFile(new URL('../../docs/photos/fig.jpg', import.meta.url)));
  const folder = await mkdtemp(join(tmpdir(), 'atelier-pan-'));
  try {
    const file = join(folder, 'clip');
    const writer = await writeClip({ file, format, width, height, rate, loop: 0 });
    for (const image of panClip(photo, { width, height }, frames).frames)
      await writer.write({ image, alpha: null, seconds: 1 / rate });
    await writer.finish();
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The same with a tone, by ffmpeg: an MP4 with sound. */
export async function panWithSound(shape: Shape & { seconds: number }): Promise<Uint8Array> {
  const rate = shape.rate ?? 10;
  const bytes = await pan('mp4', { ...shape, frames: Math.round(shape.seconds * rate) });
  const folder = await mkdtemp(join(tmpdir(), 'atelier-pan-'));
  try {
    const [silent, file] = [join(folder, 'silent.mp4'), join(folder, 'clip.mp4')];
    await writeFile(silent, bytes);
    const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${shape.seconds}`];
    const made = spawnSync('ffmpeg', [
      '-loglevel',
      'error',
      '-i',
      silent,
      ...tone,
      '-c:v',
      'copy',
      '-c:a',
      'aac',
      file,
    ]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The beginning of an MP4, and nothing of its pictures. */
export function filmStart(): Uint8Array {
  return Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypisom\0\0\0\0isomavc1'),
    Buffer.alloc(400),
  ]);
}
