import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../images/image.ts';
import { grained } from './grain.ts';

const GREY: Image = { width: 80, height: 60, data: new Float32Array(80 * 60 * 3).fill(0.5) };

test('grain has the asked-for deviation, no colour, no bias, and is the same every time', () => {
  const { data } = grained(GREY, 0.03);
  const noise = Array.from({ length: 80 * 60 }, (_, i) => data[3 * i]! - 0.5);
  assert.ok(noise.every((value, i) => data[3 * i + 1]! - 0.5 === value && data[3 * i + 2]! - 0.5 === value));
  const mean = noise.reduce((a, b) => a + b, 0) / noise.length;
  const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value ** 2, 0) / noise.length);
  assert.ok(Math.abs(mean) < 0.002 && Math.abs(deviation - 0.03) < 0.002, `${mean}, ${deviation}`);
  assert.deepEqual(grained(GREY, 0.03), grained(GREY, 0.03));
});

test('grain stays displayable, and none leaves the picture alone', () => {
  const white = { ...GREY, data: new Float32Array(GREY.data.length).fill(1) };
  assert.ok(grained(white, 0.1).data.every((value) => value >= 0 && value <= 1));
  assert.equal(grained(GREY, 0), GREY);
});
