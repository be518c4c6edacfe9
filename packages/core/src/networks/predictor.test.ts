import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AtelierError } from '../errors.ts';
import type { Weights } from '../models/locate.ts';
import { random } from '../random.ts';
import { randomTransform } from '../testing/random-transform.ts';
import { predict, predictorFrom } from './predictor.ts';
import { styleLengthOf } from './transform.ts';

const transform = randomTransform();
const LENGTH = styleLengthOf(transform);
/** Two layers of two and one channels: means and deviations of both are six numbers. */
const SEEN = 6;
const HIDDEN = 4;

function weights(changed: Record<string, string> = {}, sizes: Record<string, number[]> = {}): Weights {
  const shapes: Record<string, number[]> = {
    'input.mean': [SEEN],
    'input.deviation': [SEEN],
    'l1.weight': [HIDDEN, SEEN],
    'l1.bias': [HIDDEN],
    'l2.weight': [HIDDEN, HIDDEN],
    'l2.bias': [HIDDEN],
    'l3.weight': [LENGTH, HIDDEN],
    'l3.bias': [LENGTH],
    ...sizes,
  };
  const next = random(2);
  const tensors = new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const lowest = name === 'input.deviation' ? 0.5 : -1;
      return [name, { shape, data: Float32Array.from({ length }, () => lowest + (1 - lowest) * next()) }];
    }),
  );
  const metadata = { side: '384', layers: 'a, b', network: 'n', transform: transform.digest, ...changed };
  return { file: 'predictor', digest: 'd', metadata, tensors };
}

const STATISTICS = new Map([
  ['a', { mean: Float32Array.of(1, 2), covariance: Float32Array.of(900, -1, -1, 4) }],
  // a variance that rounding left below zero counts as zero
  ['b', { mean: Float32Array.of(-0.5), covariance: Float32Array.of(-1e-9) }],
]);

test('predicts what the formula says: means, then deviations, layer by layer, none of them too far', () => {
  const file = weights();
  const of = (name: string) => file.tensors.get(name)!.data;
  const x = [1, 2, 30, 2, -0.5, 0].map((v, i) => {
    const deviations = (v - of('input.mean')[i]!) / of('input.deviation')[i]!;
    return Math.min(4, Math.max(-4, deviations));
  });

  const layer = (name: string, input: number[]) => {
    const matrix = of(`${name}.weight`);
    return [...of(`${name}.bias`)].map((b, row) => {
      return input.reduce((sum, value, i) => sum + matrix[row * input.length + i]! * value, b);
    });
  };
  const relu = (values: number[]) => values.map((value) => (value > 0 ? value : 0));
  const expected = layer('l3', layer('l2', relu(layer('l1', x))));
  const found = predict(predictorFrom(file, transform), STATISTICS);
  assert.equal(found.length, LENGTH);
  for (const [i, value] of expected.entries()) assert.ok(Math.abs(found[i]! - value) < 1e-5);
});

const REFUSED: Record<string, [Weights, RegExp]> = {
  'another transform network': [weights({ transform: 'other' }), /another transform network/],
  'no side': [weights({ side: 'none' }), /names no side/],
  'a layer that does not fit the one before': [weights({}, { 'l2.weight': [HIDDEN, 3] }), /l2.weight/],
  'a style vector of another length': [
    weights({}, { 'l3.weight': [8, HIDDEN], 'l3.bias': [8] }),
    /predicts 8/,
  ],
};
for (const [what, [file, words]] of Object.entries(REFUSED)) {
  test(`a file for ${what} is refused`, () => {
    assert.throws(
      () => predictorFrom(file, transform),
      (error) => {
        return error instanceof AtelierError && error.code === 'model.damaged' && words.test(error.message);
      },
    );
  });
}

test('statistics of another network are refused', () => {
  const predictor = predictorFrom(weights(), transform);
  assert.throws(() => predict(predictor, new Map([...STATISTICS].slice(0, 1))), /statistics of b/);
  const narrow = { mean: Float32Array.of(1), covariance: Float32Array.of(1) };
  assert.throws(() => predict(predictor, new Map([...STATISTICS, ['a', narrow]])), /Expected 6 numbers/);
});
