import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Quality } from '@atelier/contract/order.ts';
import { chooseEngine } from '../engines/choose.ts';
import { blur } from '../images/blur.ts';
import type { Image } from '../images/image.ts';
import { resample } from '../images/resize.ts';
import { random } from '../random.ts';
import { STROKES } from './options.ts';
import { paint } from './paint.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());

/** Soft clouds: nothing in it is as small as a stroke. */
const next = random(4);
const noise = { width: 96, height: 96, data: Float32Array.from({ length: 3 * 96 * 96 }, next) };
const soft = blur(noise, 8);
const photo: Image = { ...soft, data: soft.data.map((value) => 0.5 + 8 * (value - 0.5)) };

/**
 * The forms that are looked at, in parts of the width. In high quality ridges of paint are left out, which a larger
 * view of the painting only shows better; in both, what the photo brings.
 */
const BANDS: Record<Quality, { least: number; most: number }> = {
  fast: { least: 0, most: 1 / 24 },
  high: { least: 1 / 64, most: 1 / 10 },
};

/** Lag in parts of the width at which places along both axes correlate by half. */
function correlationLength(picture: Image, quality: Quality): number {
  const side = Math.min(448, picture.width);
  const image = resample(picture, side, side);
  const { width, height } = image;
  const { least, most } = BANDS[quality];
  const [small, large] = [blur(image, least * width).data, blur(image, most * width).data];
  const forms = Float32Array.from({ length: width * height }, (_, i) => small[3 * i]! - large[3 * i]!);
  const correlation = (lag: number) => {
    let [sum, power] = [0, 0];
    for (let y = 0; y + lag < height; y++) {
      for (let x = 0; x + lag < width; x++) {
        const at = y * width + x;
        sum += forms[at]! * (forms[at + lag]! + forms[at + lag * width]!);
        power += 2 * forms[at]! ** 2;
      }
    }
    return sum / power;
  };
  let [lag, here, before] = [0, 1, 1];
  while (here > 0.5) [lag, before, here] = [lag + 1, here, correlation(lag + 1)];
  return (lag - (0.5 - here) / (before - here)) / width;
}

const SIZES: [Quality, number][] = [
  ['fast', 256],
  ['fast', 640],
  ['high', 256],
];
for (const [quality, size] of SIZES) {
  test(`${quality} at ${size}: from fine to broad, strokes grow`, async () => {
    const lengths: number[] = [];
    for (const strokes of STROKES) {
      const { image } = await paint({ photo, preset: 'starry-night', quality, size, strokes, engine });
      lengths.push(correlationLength(image, quality));
    }
    const [fine, medium, broad] = lengths as [number, number, number];
    assert.ok(medium > 1.05 * fine && broad > 1.05 * medium, `lengths ${lengths}`);
  });
}
