import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faceDetectorFrom, loadFaceDetector } from './face-detector.ts';

test('the weights lie in the package, whole', async () => {
  const { side, entrance, blocks, heads } = await loadFaceDetector();
  assert.equal(side, 256);
  assert.deepEqual(entrance.weight.shape, [24, 3, 5, 5]);
  assert.deepEqual(
    blocks.map(({ pointwise }) => pointwise.weight.shape[0]),
    [...Array(15).fill(24), ...Array(8).fill(48), ...Array(9).fill(96)],
  );
  assert.deepEqual(
    heads.map(({ scores, boxes }) => [scores.weight.shape[0], boxes.weight.shape[0]]),
    [
      [2, 32],
      [6, 96],
    ],
  );
});

test('what is cut off, or another network, is refused', () => {
  const weights = [{ name: 'unknown', shape: [5, 5, 3, 24], dtype: 'float32' }];
  const model = { weightsManifest: [{ weights }] };
  assert.throws(() => faceDetectorFrom(model, new Uint8Array(7199)), /end too early/);
  assert.throws(() => faceDetectorFrom(model, new Uint8Array(7200)), /unknown_0 is missing/);
  for (const empty of [null, {}, { weightsManifest: [] }, { weightsManifest: [{ weights: 'x' }] }]) {
    assert.throws(() => faceDetectorFrom(empty, new Uint8Array()), /weightsManifest/);
  }
  for (const entry of [
    null,
    { name: 'unknown' },
    { ...weights[0], shape: [5, 0.5] },
    { ...weights[0], dtype: 'int8' },
  ]) {
    const other = { weightsManifest: [{ weights: [entry] }] };
    assert.throws(() => faceDetectorFrom(other, new Uint8Array(7200)), /no tensor of the manifest/);
  }
});
