import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { inspect } from '@atelier/core/images/inspect.ts';
import type { Painting } from '@atelier/core/report/painting.ts';
import type { PaintedJob } from './painter.ts';
import { previewOf, resultOf } from './pictures.ts';

/** Noise, which no format can make small. */
function noise(width: number, height: number) {
  const data = new Float32Array(width * height * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (state * 48_271) % 2_147_483_647;
    data[i] = state / 2_147_483_647;
  }
  return { width, height, data };
}

const painting = (image: Painting['image']): Painting => ({
  image,
  quality: 'fast',
  engine: 'e',
  device: 'd',
  seconds: 1,
  iterations: 1,
  seed: 1,
  losses: [
    { iteration: 0, content: 0, style: 2, total: 2 },
    { iteration: 1, content: 1, style: 1, total: 2 },
  ],
});
const job = (attachmentSizeLimit: number) =>
  ({ preset: 'starry-night', quality: 'fast', attachmentSizeLimit }) as PaintedJob;

describe('the result’s files', () => {
  it('one picture when it is small, a PNG', async () => {
    const result = await resultOf(job(LIMITS.attachmentBytes), painting(noise(64, 48)));
    assert.deepEqual(
      [result.pictureType, result.fallback, result.width, result.height],
      ['png', null, 64, 48],
    );
  });

  it('a second one of at most 2 MB when the first is larger', async () => {
    const result = await resultOf(job(LIMITS.attachmentBytes), painting(noise(1200, 900)));
    assert.ok(result.picture.length > LIMITS.fallbackBytes);
    assert.ok(result.fallback!.length <= LIMITS.fallbackBytes);
    assert.equal((await inspect(result.fallback!)).type, 'jpeg');
  });

  it('fits an interaction that takes little, with room for the rest', async () => {
    const limit = 1024 * 1024;
    const result = await resultOf(job(limit), painting(noise(700, 700)));
    assert.ok(result.picture.length < limit);
    assert.notEqual(result.pictureType, 'png');
  });

  it('say in themselves how they were made', async () => {
    const blended = { blend: 'great-wave', blendShare: 30 };
    const made = { ...job(LIMITS.attachmentBytes), ...blended, strength: 85, keepColours: false };
    const { picture } = await resultOf(made, {
      ...painting(noise(32, 32)),
      network: 'abc',
      version: '0.1.0',
    });
    const words = 'preset starry-night, blend great-wave 0.3, quality fast, strength 85, seed 1, network abc';
    assert.ok(Buffer.from(picture).includes(words));
  });

  it('a preview that is small in pixels and bytes', async () => {
    const { bytes, type } = await previewOf(noise(600, 300));
    const { width, height } = await inspect(bytes);
    assert.deepEqual([type, width, height], ['webp', LIMITS.previewSide, LIMITS.previewSide / 2]);
    assert.ok(bytes.length <= LIMITS.previewBytes, `${bytes.length} bytes`);
  });
});
