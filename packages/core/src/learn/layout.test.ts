import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPlanar } from '../engines/planar.ts';
import type { Image } from '../images/image.ts';
import { random } from '../random.ts';
import { besideEachOther, randomCrop } from './crops.ts';
import { addHalveAdjoint, halve } from './judge.ts';
import { batchToRow, rowToBatch } from './lesson-loss.ts';

const next = random(3);
const values = (length: number) => Float32Array.from({ length }, next);
const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test('a batch in a row is what the loss network sees of the crops beside each other, and comes back', () => {
  const pictures: Image[] = [1, 2, 3].map(() => ({ width: 4, height: 2, data: values(24) }));
  const batch = new Float32Array(72);
  for (const [i, picture] of pictures.entries()) toPlanar(picture, batch.subarray(24 * i, 24 * (i + 1)));
  const row = new Float32Array(72);
  batchToRow(batch, { width: 4, height: 2 }, row);
  assert.deepEqual(row, toPlanar(besideEachOther(pictures)));
  const back = new Float32Array(72);
  rowToBatch(row, { width: 4, height: 2 }, back);
  assert.deepEqual(back, batch);
});

test('halving: means of four, and ⟨halve x, y⟩ = ⟨x, adjoint y⟩', () => {
  const size = { width: 6, height: 4 };
  const [x, y] = [values(72), values(18)];
  const half = new Float32Array(18);
  halve(x, size, half);
  assert.ok(Math.abs(half[0]! - (x[0]! + x[1]! + x[6]! + x[7]!) / 4) < 1e-6);
  const adjoint = new Float32Array(72).fill(1);
  addHalveAdjoint(y, size, adjoint); // added to what is there
  const without = adjoint.map((value) => value - 1);
  assert.ok(Math.abs(product(half, y) - product(x, without)) < 1e-5);
});

test('crops are squares inside the photo, of all sizes, half of them mirrored; the same values give the same ones', async () => {
  // red grows to the right, so a crop tells where it is from and whether it is mirrored
  const data = new Float32Array(200 * 120 * 3);
  for (let i = 0; i < 200 * 120; i++) data[3 * i] = (i % 200) / 199;
  const photo = { width: 200, height: 120, data };
  const take = async (seed: number) => {
    const values = random(seed);
    const crops: Image[] = [];
    while (crops.length < 20) crops.push(await randomCrop([photo], { side: 32, next: values }));
    return crops;
  };
  const crops = await take(1);
  assert.deepEqual(await take(1), crops);
  const slopes = crops.map((crop) => crop.data[3 * 31]! - crop.data[0]!);
  assert.ok(crops.every(({ width, height }) => width === 32 && height === 32));
  const mirrored = slopes.filter((slope) => slope < 0).length;
  assert.ok(mirrored > 3 && mirrored < 17, `${mirrored} of 20 are mirrored`);
  const widths = slopes.map((slope) => Math.abs(slope) * 199);
  assert.ok(Math.min(...widths) > 60 && Math.max(...widths) < 121, `${widths}`);
  assert.ok(Math.max(...widths) - Math.min(...widths) > 20);
});
