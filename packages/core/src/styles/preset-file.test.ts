import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightsFrom } from '../models/locate.ts';
import { formatPreset, parsePreset, type StoredStyle, storedStyle } from './preset-file.ts';
import { average } from './style.ts';

/** One layer of two channels whose numbers are all multiples of `value`, exact in float16. */
function statistics(value: number) {
  const covariance = Float32Array.of(value, 2 * value, 2 * value, 8 * value);
  return new Map([['conv1_1', { mean: Float32Array.of(value, -value), covariance }]]);
}

const STYLE: StoredStyle = {
  sizes: [
    { side: 128, statistics: statistics(1) },
    { side: 256, statistics: statistics(3) },
  ],
};

test('what was written is read: sizes, layers, the symmetric matrix', () => {
  const weights = weightsFrom('presets/x.safetensors', formatPreset(STYLE, 'abc'));
  assert.deepEqual(parsePreset(weights, 'abc'), STYLE);
});

test('statistics of another loss network are refused', () => {
  const weights = weightsFrom('presets/x.safetensors', formatPreset(STYLE, 'abc'));
  assert.throws(() => parsePreset(weights, 'def'), { code: 'model.damaged', message: /another version/ });
});

test('between two sizes the statistics are blended on a logarithmic scale, beyond them kept', async () => {
  const style = storedStyle(STYLE);
  const meanAt = async (side: number) => (await style.at(side)).get('conv1_1')!.mean[0]!;
  assert.equal(await meanAt(64), 1);
  assert.equal(await meanAt(128), 1);
  assert.ok(Math.abs((await meanAt(181.0193)) - 2) < 1e-5);
  assert.equal(await meanAt(256), 3);
  assert.equal(await meanAt(2000), 3);
});

test('several paintings are averaged', () => {
  const { mean, covariance } = average([statistics(1), statistics(3)]).get('conv1_1')!;
  assert.deepEqual([...mean], [2, -2]);
  assert.deepEqual([...covariance], [2, 4, 4, 16]);
});
