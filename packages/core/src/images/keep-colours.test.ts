import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from './image.ts';
import { keepColours } from './keep-colours.ts';
import { fromOklab, type Triple, toOklab } from './oklab.ts';

const pixel = (...values: number[]): Image => ({ width: 1, height: 1, data: Float32Array.from(values) });
const lab = ({ data }: Image) => toOklab(data[0]!, data[1]!, data[2]!);

function near(a: readonly number[], b: readonly number[], slack = 1e-3): void {
  for (const [i, value] of a.entries()) assert.ok(Math.abs(value - b[i]!) < slack, `${a} and ${b}`);
}

test('OKLab: the published values of white and red, and the way back', () => {
  near(toOklab(1, 1, 1), [1, 0, 0]);
  near(toOklab(1, 0, 0), [0.628, 0.2249, 0.1258]);
  const colours: Triple[] = [
    [0.2, 0.5, 0.9],
    [0, 0, 0],
    [0.01, 0.02, 0.99],
  ];
  for (const colour of colours) {
    near(fromOklab(...toOklab(...colour)), colour);
  }
});

test('lightness of the painting, colour of the photo', () => {
  const [painting, photo] = [pixel(0.3, 0.5, 0.6), pixel(0.6, 0.5, 0.4)];
  const kept = lab(keepColours(painting, photo));
  const expected = [lab(painting)[0], lab(photo)[1], lab(photo)[2]];
  near(kept, expected, 1e-5);
});

test('where the colour does not fit it is paled: same lightness, same hue', () => {
  for (const painting of [pixel(0.05, 0.05, 0.05), pixel(0.97, 0.97, 0.97)]) {
    const photo = pixel(1, 0.1, 0);
    const image = keepColours(painting, photo);
    assert.ok(image.data.every((value) => value >= 0 && value <= 1));
    const [[l, a, b], [, photoA, photoB]] = [lab(image), lab(photo)];
    assert.ok(Math.abs(l - lab(painting)[0]) < 0.01, `lightness ${l}`);
    assert.ok(Math.hypot(a, b) > 0.005 && Math.hypot(a, b) < Math.hypot(photoA, photoB) / 2);
    assert.ok(Math.abs(Math.atan2(b, a) - Math.atan2(photoB, photoA)) < 0.2, `hue of ${[a, b]}`);
  }
});

test('a photo keeps its own colours exactly, to rounding', () => {
  const photo = pixel(0.9, 0.2, 0.4);
  near([...keepColours(photo, photo).data], [...photo.data], 1e-5);
});
