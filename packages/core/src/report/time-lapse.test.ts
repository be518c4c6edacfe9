import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import type { Image } from '../images/image.ts';
import { sharp } from '../images/sharp.ts';
import { timeLapse, timeLapseFormatOf } from './time-lapse.ts';

const plain = (width: number, height: number, value: number): Image => {
  return { width, height, data: new Float32Array(width * height * 3).fill(value) };
};
/** Sizes grow like those of a pyramid; each frame has a grey of its own. */
const FRAMES = [plain(11, 7, 0.2), plain(15, 10, 0.6), plain(21, 14, 1)];

for (const format of ['gif', 'webp'] as const) {
  test(`${format}: all frames, in order, of the last one's size, in a loop that rests at the end`, async () => {
    const bytes = await timeLapse(FRAMES, format);
    const { width, pageHeight, pages, delay, loop } = await sharp(bytes, { animated: true }).metadata();
    assert.deepEqual([width, pageHeight, pages, loop], [21, 14, 3, 0]);
    assert.ok(
      delay!.every((ms, i) => (i === 2 ? ms === 2000 : ms >= 80 && ms <= 90)),
      String(delay),
    );
    const raw = await sharp(bytes, { animated: true }).removeAlpha().raw().toBuffer();
    FRAMES.forEach(({ data }, i) => {
      const value = raw[(i * 14 + 7) * 21 * 3 + 30]!;
      assert.ok(Math.abs(value - 255 * data[0]!) < 6, `frame ${i}: ${value}`);
    });
  });
}

test('frames are shrunk to what a chat shows', async () => {
  const { width, pageHeight } = await sharp(await timeLapse([plain(1030, 8, 0.5)], 'gif')).metadata();
  assert.deepEqual([width, pageHeight ?? 4], [512, 4]);
});

test('the format comes from the file’s ending', async () => {
  assert.equal(await timeLapseFormatOf('a/B.GIF'), 'gif');
  await assert.rejects(timeLapseFormatOf('film.avi'), { code: 'option.invalid', message: /\.webp/ });
});

test('mp4 without ffmpeg is refused before anything is painted', () =>
  withPath('/nowhere', () =>
    assert.rejects(timeLapseFormatOf('film.mp4'), { code: 'option.invalid', message: /ffmpeg/ }),
  ));

test(
  'mp4: ffmpeg gets every frame, the last one for two seconds, and its output is the film',
  {
    skip: process.platform === 'win32' && 'the stand-in for ffmpeg is a shell script',
  },
  () =>
    withFfmpeg('#!/bin/sh\necho "$@"\nwc -c\n', async () => {
      assert.equal(await timeLapseFormatOf('film.mp4'), 'mp4');
      const said = Buffer.from(await timeLapse(FRAMES, 'mp4')).toString();
      assert.match(said, /-s 21x14 -r 12 .*libx264/);
      assert.equal(Number(said.trim().split('\n').at(-1)), (2 + 24) * 21 * 14 * 3);
    }),
);

test(
  'mp4: what ffmpeg complains about is told',
  {
    skip: process.platform === 'win32' && 'the stand-in for ffmpeg is a shell script',
  },
  () =>
    withFfmpeg('#!/bin/sh\necho "Unknown encoder" >&2\nexit 1\n', () =>
      assert.rejects(timeLapse(FRAMES, 'mp4'), /ffmpeg ended with 1: Unknown encoder/),
    ),
);

async function withFfmpeg(script: string, work: () => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-ffmpeg-'));
  try {
    await writeFile(join(folder, 'ffmpeg'), script);
    await chmod(join(folder, 'ffmpeg'), 0o755);
    await withPath(folder + delimiter + process.env.PATH, work);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function withPath(path: string, work: () => Promise<void>): Promise<void> {
  const before = process.env.PATH;
  process.env.PATH = path;
  try {
    await work();
  } finally {
    process.env.PATH = before;
  }
}
