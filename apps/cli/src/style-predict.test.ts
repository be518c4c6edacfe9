import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentenceOf } from './style-predict.ts';

const PREDICTION = { width: 2048, height: 1365, iterations: 624, tiles: 4, bytes: 2.94e9, seconds: 418.7 };

test('a prediction in one sentence: no more digits than are known', () => {
  assert.equal(
    sentenceOf(PREDICTION),
    '2048×1365, 624 iterations, about 420 s (± 30 %), 2.9 GB of memory, in 4 tiles',
  );
  assert.equal(
    sentenceOf({ ...PREDICTION, iterations: 1, tiles: 1, bytes: null, seconds: 0.0512 }),
    '2048×1365, 1 iteration, about 0.051 s (± 30 %), memory not known for this engine, in one piece',
  );
});
