import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixSamples, SAMPLES, samplesOf } from './samples.ts';

/** Two channels: the number of the position, and minus it. */
function numbered(height: number, width: number) {
  const positions = height * width;
  const data = Float32Array.from({ length: 2 * positions }, (_, i) => (i < positions ? i : positions - i));
  return { shape: [1, 2, height, width], data };
}

function placesOf(samples: Float32Array): number[] {
  assert.equal(samples.length, 2 * SAMPLES);
  return Array.from({ length: SAMPLES }, (_, i) => {
    assert.equal(
      samples[2 * i + 1],
      samples[2 * i] === 0 ? 0 : -samples[2 * i]!,
      'one position, both channels',
    );
    return samples[2 * i]!;
  });
}

test('a small feature: every position', () => {
  assert.equal(new Set(placesOf(samplesOf(numbered(5, 7)))).size, 35);
});

test('a large one: hardly a position twice, and every part of it', () => {
  const places = placesOf(samplesOf(numbered(128, 96)));
  assert.ok(new Set(places).size > 0.99 * SAMPLES);
  for (let part = 0; part < 64; part++) {
    const inside = places.filter((place) => Math.floor((64 * place) / (128 * 96)) === part).length;
    assert.ok(Math.abs(inside - SAMPLES / 64) <= 3, `${inside} in part ${part}`);
  }
});

test('of several paintings each has its share', () => {
  const [a, b] = [new Float32Array(2 * SAMPLES).fill(1), new Float32Array(2 * SAMPLES).fill(2)];
  const mixed = mixSamples([a, b], [0.25, 0.75]);
  assert.equal(mixed.filter((value) => value === 1).length, (2 * SAMPLES) / 4);
  assert.equal(mixed.filter((value) => value === 2).length, (2 * SAMPLES * 3) / 4);
});
