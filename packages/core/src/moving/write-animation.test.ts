import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Frame } from './clip.ts';
import { openClip } from './open-clip.ts';
import { animationWriter, delays } from './write-animation.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-animation-'));
after(() => rm(folder, { recursive: true }));

const SIZE = { width: 32, height: 24 };

/** A disc that moves on a plain ground, or on none. */
function frame(at: number, seconds: number, ground: 'paper' | 'none'): Frame {
  const { width, height } = SIZE;
  const data = new Float32Array(3 * width * height);
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < alpha.length; i++) {
    const inside = Math.hypot((i % width) - at, Math.floor(i / width) - 12) < 6;
    alpha[i] = inside || ground === 'paper' ? 255 : 0;
    data.set(inside ? [0.8, 0.2, 0.1] : ground === 'paper' ? [0.3, 0.5, 0.7] : [1, 1, 1], 3 * i);
  }
  return { image: { ...SIZE, data }, alpha: ground === 'paper' ? null : alpha, seconds };
}

/** Of seven frames, three at a time: the file begins anew twice. */
const CLIPS: [string, Frame[]][] = [
  ['opaque', [4, 8, 12, 16, 20, 24, 28].map((x, i) => frame(x, 0.05 + i / 100, 'paper'))],
  ['see-through', [4, 8, 12, 16, 20, 24, 28].map((x) => frame(x, 0.1, 'none'))],
  ['opaque, then see-through', [4, 8, 12, 16, 20, 24].map((x, i) => frame(x, 0.1, i < 3 ? 'paper' : 'none'))],
  ['see-through, then opaque', [4, 8, 12, 16, 20, 24].map((x, i) => frame(x, 0.1, i < 4 ? 'none' : 'paper'))],
  ['a single one', [frame(9, 0.3, 'paper')]],
];

for (const format of ['gif', 'webp'] as const) {
  for (const [what, frames] of CLIPS) {
    test(`${format}, in several batches, ${what}: each frame as it was, its time, plays`, async () => {
      const again = await written(format, frames);
      assert.deepEqual(
        again.frames.map(({ seconds }) => seconds),
        frames.map(({ seconds }) => Math.round(seconds * 100) / 100),
      );
      if (frames.length > 1) assert.equal(again.loop, 3);
      for (const [i, { image, alpha }] of again.frames.entries()) {
        const was = frames[i]!;
        // WebP has half of the colours' pixels, of which the disc's edge is many
        assert.ok(difference(image.data, was.image.data) < 8 / 255, `frame ${i}: other colours`);
        const opaque = new Uint8Array(image.data.length / 3).fill(255);
        const off = difference(alpha ?? opaque, was.alpha ?? opaque);
        assert.ok(off < 4, `frame ${i}: alpha is ${off} off`);
      }
    });
  }
}

test('webp: what stands still for more than a batch stays for its time', async () => {
  const still = Array.from({ length: 8 }, () => frame(9, 0.1, 'paper'));
  const { frames } = await written('webp', [...still, frame(20, 0.2, 'paper')]);
  const seconds = frames.reduce((sum, each) => sum + each.seconds, 0);
  assert.ok(Math.abs(seconds - 1) < 1e-6, String(seconds));
  assert.ok(frames.length < 9 && frames.length > 1, String(frames.length));
});

test('rounded delays keep the sum', () => {
  const msOf = delays(10);
  assert.deepEqual(
    Array.from({ length: 6 }, () => msOf(1 / 30)),
    [30, 40, 30, 30, 40, 30],
  );
});

async function written(format: 'gif' | 'webp', given: readonly Frame[]) {
  const file = join(folder, `${given.length}.${format}`);
  const writer = await animationWriter({ file, format, ...SIZE, loop: 3, quality: 95, atOnce: 3 });
  for (const each of given) await writer.write(each);
  await writer.finish();
  const clip = await openClip(file);
  const frames: Frame[] = [];
  for await (const each of clip.frames()) frames.push(each);
  return { loop: clip.loop, frames };
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
