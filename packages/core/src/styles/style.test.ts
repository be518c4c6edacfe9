import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixStyles, sharesOf } from './style.ts';

function plain(value: number) {
  const covariance = Float32Array.of(value, 0, 0, value);
  const statistics = new Map([['conv1_1', { mean: Float32Array.of(value, -value), covariance }]]);
  return { at: async (side: number) => (side > 0 ? statistics : new Map()) };
}

test('weights are scaled to sum 1', () => {
  assert.deepEqual(sharesOf([{ weight: 3 }, { weight: 0 }, { weight: 1 }]), [0.75, 0, 0.25]);
});

test('several styles: the weighted mean of means and covariances', async () => {
  const mixed = mixStyles([
    { style: plain(1), weight: 1 },
    { style: plain(2), weight: 1 },
    { style: plain(8), weight: 2 },
  ]);
  const { mean, covariance } = (await mixed.at(100)).get('conv1_1')!;
  assert.deepEqual([...mean, ...covariance], [4.75, -4.75, 4.75, 0, 0, 4.75]);
});

test('a style without weight is not even asked, and one alone is itself', () => {
  const broken = { at: () => Promise.reject(new Error('asked')) };
  const one = plain(1);
  assert.equal(
    mixStyles([
      { style: broken, weight: 0 },
      { style: one, weight: 0.2 },
    ]),
    one,
  );
});
