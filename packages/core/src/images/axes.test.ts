import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutAxes } from './axes.ts';
import type { Image } from './image.ts';

/** Grey, with a wave of the given phase at each pixel, radians. */
function wave(phaseOf: (x: number, y: number) => number, amplitude = 0.2): Image {
  const [width, height] = [24, 16];
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.fill(0.5 + amplitude * Math.cos(phaseOf(x, y)), 3 * (y * width + x), 3 * (y * width + x) + 3);
    }
  }
  return { width, height, data };
}

/** What is left of a wave's amplitude, away from the edges. */
function left(image: Image, result: Image): number {
  let [sum, squares] = [0, 0];
  for (let y = 4; y < image.height - 4; y++) {
    for (let x = 12; x < 3 * (image.width - 4); x++) {
      const before = image.data[3 * y * image.width + x]! - 0.5;
      sum += before * (result.data[3 * y * image.width + x]! - 0.5);
      squares += before ** 2;
    }
  }
  return sum / squares;
}

test('waves of two pixels along an axis lose the share, longer ones less, those along the diagonals nothing', () => {
  const share = 0.3;
  const leftOf = (phaseOf: (x: number, y: number) => number) => {
    const image = wave(phaseOf);
    return left(image, withoutAxes(image, share));
  };
  const close = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-5, `${found}`);
  close(
    leftOf((x) => Math.PI * x),
    1 - share,
  );
  close(
    leftOf((_, y) => Math.PI * y),
    1 - share,
  );
  close(
    leftOf((x) => (Math.PI / 2) * x),
    1 - share / 4,
  );
  close(
    leftOf((x, y) => Math.PI * (x + y)),
    1,
  );
  close(
    leftOf((x, y) => (Math.PI / 2) * (x - y)),
    1,
  );
});

test('an even picture stays, up to its edges, and the picture itself is not written to', () => {
  const even = wave(() => 0);
  const result = withoutAxes(even, 0.5);
  assert.ok(result.data.every((value) => Math.abs(value - 0.7) < 1e-6));
  const image = wave((x) => Math.PI * x);
  const before = image.data.slice();
  assert.notEqual(withoutAxes(image, 0.5).data, image.data);
  assert.deepEqual(image.data, before);
});
