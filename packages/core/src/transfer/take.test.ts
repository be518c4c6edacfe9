import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { SHEET_TAKES } from '@atelier/contract/order.ts';
import { chooseEngine } from '../engines/choose.ts';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { mirror } from '../images/mirror.ts';
import { resample } from '../images/resize.ts';
import type { Progress } from '../report/progress.ts';
import { paint } from './paint.ts';
import type { PaintRequest } from './request.ts';
import { takeOf } from './take.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());
const photo = await decode(
  await readFile(new URL('../../../../docs/photos/dogs-at-the-window.jpg', import.meta.url)),
  { maxSide: 300 },
);
const request: PaintRequest = { photo, preset: 'starry-night', quality: 'fast', size: 224, engine };

/** Mean absolute difference of two pictures' values, in per cent. */
function apart(a: Image, b: Image): number {
  assert.equal(a.data.length, b.data.length);
  return (100 * a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0)) / a.data.length;
}

test('take 0 is the usual painting; those that follow are far from it and from each other', async () => {
  assert.deepEqual(takeOf(0), { strokes: 1, mirrored: false, coloursFirst: false });
  const usual = (await paint(request)).image;
  const same = (await paint({ ...request, take: 0, seed: 9 })).image;
  assert.deepEqual(same, usual);
  const all = [usual];
  for (const take of [1, 2, 3, 4]) all.push((await paint({ ...request, take })).image);
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) assert.ok(apart(a, b) > 4, `${i}: ${apart(a, b)} %`);
  }
});

test('a mirrored take shows the photo the right way round, in its previews too', async () => {
  const seen: Image[] = [];
  const onProgress = (progress: Progress) => void seen.push(progress.preview());
  const { image } = await paint({ ...request, take: 1, onProgress });
  const small = (picture: Image) => resample(picture, 12, 16);
  assert.ok(apart(small(image), small(photo)) < apart(small(mirror(image)), small(photo)));
  assert.deepEqual(seen.at(-1), image);
  assert.deepEqual(mirror(mirror(photo)), photo);
});

test('a sheet is the four takes that follow, small, in a picture of the size', async () => {
  const fractions: number[] = [];
  const onProgress = ({ fraction }: Progress) => void fractions.push(fraction);
  const { image, iterations } = await paint({ ...request, sheet: true, take: 1, onProgress });
  assert.deepEqual([Math.max(image.width, image.height), iterations], [224, SHEET_TAKES]);
  assert.deepEqual(fractions, [0.25, 0.5, 0.75, 1]);
  const last = (await paint({ ...request, take: 1 + SHEET_TAKES, size: 111 })).image;
  const corner = 3 * (image.width * image.height - 1);
  assert.deepEqual([...image.data.subarray(corner)], [...last.data.subarray(-3)]);
});

test('refused: a take that is no whole number from 0', async () => {
  for (const take of [-1, 0.5, Number.NaN])
    await assert.rejects(paint({ ...request, take }), { code: 'option.invalid' });
});
