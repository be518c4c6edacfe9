import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evenAxes } from './even-axes.ts';

const SIDE = 48;

/** Amplitude that is left of a wave of so many pixels across and down, per pixel, away from the edges. */
function left(across: number, down: number): number {
  const wave = (x: number, y: number) => 0.2 * Math.cos(2 * Math.PI * (across * x + down * y) + 0.4);
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
    return 0.5 + wave(Math.floor(i / 3) % SIDE, Math.floor(i / (3 * SIDE)));
  });
  const image = evenAxes({ width: SIDE, height: SIDE, data });
  let [product, square] = [0, 0];
  for (let y = 4; y < SIDE - 4; y++) {
    for (let x = 4; x < SIDE - 4; x++) {
      product += (image.data[3 * (y * SIDE + x)]! - 0.5) * wave(x, y);
      square += wave(x, y) ** 2;
    }
  }
  return product / square;
}

test('of the finest waves along the axes half is left, of those along the diagonals and of long ones all', () => {
  for (const [across, down] of [
    [1 / 2, 0],
    [0, 1 / 2],
  ] as const) {
    assert.ok(Math.abs(left(across, down) - 0.5) < 0.01);
    assert.ok(left(across / 1.4, down / 1.4) < 0.75);
    assert.ok(left(across / 4, down / 4) > 0.98);
  }
  assert.ok(Math.abs(left(0.3, 0.3) - 1) < 1e-3);
});
