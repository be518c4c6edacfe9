import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { COLOUR_MODES } from './colour-modes.ts';
import { colourStatistics } from './colour-transfer.ts';
import { decode } from './decode.ts';
import type { Image } from './image.ts';
import { linearised } from './srgb.ts';

const read = async (name: string) =>
  decode(await readFile(new URL(`../../../../docs/photos/${name}.jpg`, import.meta.url)), { maxSide: 90 });
const [photo, painting] = [await read('stream'), await read('dogs-at-the-window')];

const channel = ({ data }: Image, c: number) => data.filter((_, i) => i % 3 === c).sort();
const near = (a: number, b: number, slack: number, what: string) =>
  assert.ok(Math.abs(a - b) <= slack, `${what}: ${a} instead of ${b}`);

test('histogram: every decile of every channel becomes the photo’s', () => {
  const matched = COLOUR_MODES.histogram.painting(painting, photo);
  for (let c = 0; c < 3; c++) {
    const [own, wanted, before] = [channel(matched, c), channel(photo, c), channel(painting, c)];
    let apart = 0;
    for (let decile = 1; decile < 10; decile++) {
      const at = ({ length }: Float32Array) => Math.floor((decile / 10) * length);
      near(own[at(own)]!, wanted[at(wanted)]!, 0.02, `channel ${c}, decile ${decile}`);
      apart = Math.max(apart, Math.abs(before[at(before)]! - wanted[at(wanted)]!));
    }
    assert.ok(apart > 0.05, 'the painting had these colours before');
  }
});

test('histogram: what was darker stays darker', () => {
  const matched = COLOUR_MODES.histogram.painting(painting, photo);
  for (let i = 3; i < painting.data.length; i += 3) {
    const [before, after] = [
      painting.data[i]! - painting.data[i - 3]!,
      matched.data[i]! - matched.data[i - 3]!,
    ];
    assert.ok(before * after >= 0, `pixel ${i / 3}`);
  }
});

test('mean: mean and covariance in linear light become the photo’s, but for clipping', () => {
  const own = colourStatistics(linearised(COLOUR_MODES.mean.painting(painting, photo)));
  const wanted = colourStatistics(linearised(photo));
  own.mean.forEach((value, i) => {
    near(value, wanted.mean[i]!, 0.02, `mean ${i}`);
  });
  own.covariance.forEach((value, i) => {
    near(value, wanted.covariance[i]!, 0.15 * wanted.covariance[0]!, `covariance ${i}`);
  });
});

test('luminance: the painting is grey, as light and as contrasted as the photo', () => {
  const { photo: greyed, painting: matched } = COLOUR_MODES.luminance;
  const [own, wanted] = [matched(painting, photo), greyed(photo)];
  for (let i = 0; i < own.data.length; i += 3) assert.equal(own.data[i], own.data[i + 2]);
  const [a, b] = [colourStatistics(own), colourStatistics(wanted)];
  near(a.mean[0]!, b.mean[0]!, 0.02, 'mean');
  near(a.covariance[0]!, b.covariance[0]!, 0.15 * b.covariance[0]!, 'variance');
});

test('luminance: the result has the painted luminance and the photo’s I and Q', () => {
  const painted = { width: 1, height: 1, data: Float32Array.of(0.5, 0.5, 0.5) };
  const blue = { width: 1, height: 1, data: Float32Array.of(0.3, 0.4, 0.6) };
  const [r, g, b] = [...COLOUR_MODES.luminance.result(painted, blue).data] as [number, number, number];
  near(0.299 * r + 0.587 * g + 0.114 * b, 0.5, 1e-6, 'Y');
  near(0.5959 * r - 0.2746 * g - 0.3213 * b, 0.5959 * 0.3 - 0.2746 * 0.4 - 0.3213 * 0.6, 1e-6, 'I');
  near(0.2115 * r - 0.5227 * g + 0.3112 * b, 0.2115 * 0.3 - 0.5227 * 0.4 + 0.3112 * 0.6, 1e-6, 'Q');
});
