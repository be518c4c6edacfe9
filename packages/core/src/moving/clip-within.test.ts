import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { random } from '../random.ts';
import type { Frame } from './clip.ts';
import { clipWithin, type Finished, type Fitted } from './clip-within.ts';
import { openClip } from './open-clip.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-within-'));
after(() => rm(folder, { recursive: true }));

const [WIDTH, HEIGHT, COUNT, RATE] = [160, 120, 24, 24];

/** Strokes that move: a texture of which nothing stays the same from frame to frame. */
const FRAMES: readonly Frame[] = Array.from({ length: COUNT }, (_, t) => {
  const next = random(t);
  const data = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH)];
    return 0.5 + 0.3 * Math.sin(0.7 * x + 0.4 * y + t + (i % 3)) + 0.2 * (next() - 0.5);
  });
  return { image: { width: WIDTH, height: HEIGHT, data }, alpha: null, seconds: 1 / RATE };
});
const clip = { width: WIDTH, height: HEIGHT, count: COUNT, rate: RATE, loop: 2 };
const painted = { ...clip, frames: () => each(FRAMES) } satisfies Finished;

async function* each(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* frames;
}

async function within(format: 'mp4' | 'webp', maxBytes: number): Promise<Fitted> {
  return clipWithin(painted, { format, maxBytes, file: join(folder, `fitted.${format}`) });
}

async function lengthOf({ bytes }: Fitted) {
  const file = join(folder, 'again');
  await writeFile(file, bytes);
  let [frames, seconds] = [0, 0];
  for await (const frame of (await openClip(file)).frames()) {
    frames++;
    seconds += frame.seconds;
  }
  return { frames, seconds };
}

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
for (const format of ['webp', 'mp4'] as const) {
  const skip = format === 'mp4' && !hasFfmpeg && 'ffmpeg is not installed here';
  test(`${format}: as painted where it fits, then with more loss, then with fewer frames and smaller`, {
    skip,
  }, async () => {
    const whole = await within(format, 1e9);
    assert.deepEqual([whole.width, whole.height, whole.rate, whole.reduced], [WIDTH, HEIGHT, RATE, false]);
    const size = whole.bytes.length;

    const lossy = await within(format, 0.8 * size);
    assert.ok(lossy.bytes.length <= 0.8 * size);
    assert.deepEqual([lossy.width, lossy.rate, lossy.reduced], [WIDTH, RATE, false]);

    const small = await within(format, size / 12);
    assert.ok(small.bytes.length <= size / 12, `${small.bytes.length} of ${size / 12}`);
    assert.ok(small.reduced && small.width < WIDTH && small.rate === RATE / 2);
    assert.ok(small.bytes.length > size / 40, 'not much less than there is room for');
    const { frames, seconds } = await lengthOf(small);
    assert.equal(frames, COUNT / 2);
    assert.ok(Math.abs(seconds - COUNT / RATE) < 0.05, `${seconds} s`);
  });
}

test('webp: a try that is too large ends before its last frame', async (t) => {
  const many = 40;
  const large = FRAMES[0]!.image;
  let read = 0;
  const frames = async function* () {
    for (let i = 0; i < many; i++) {
      read++;
      yield { image: { ...large, data: FRAMES[i % COUNT]!.image.data }, alpha: null, seconds: 0.1 };
    }
  };
  const { bytes } = await clipWithin(
    { ...clip, count: many, rate: 10, frames },
    { format: 'webp', maxBytes: 60_000, file: join(folder, 'many.webp'), atOnce: 4 },
  );
  assert.ok(bytes.length <= 60_000);
  t.diagnostic(`${read} frames read`);
  assert.ok(read < 3 * many, `${read} frames read for ${many}`);
});
