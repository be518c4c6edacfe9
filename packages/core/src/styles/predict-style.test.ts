import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseEngine } from '../engines/choose.ts';
import type { Image } from '../images/image.ts';
import { anyStyle, type Predictor } from '../networks/predictor.ts';
import { styleLengthOf } from '../networks/transform.ts';
import { random } from '../random.ts';
import { perceptual, transform } from '../transfer/networks.ts';
import { paint } from '../transfer/paint.ts';
import { vectorOf } from '../transfer/style/choose.ts';
import { predictedVector } from './predict-style.ts';

const engine = await chooseEngine({ engine: 'onnx', device: 'cpu', threads: 1 });
after(() => engine.close());
const [network, net] = [await perceptual(), await transform()];

function picture(seed: number, width = 96, height = 64): Image {
  const next = random(seed);
  return {
    width,
    height,
    data: Float32Array.from({ length: 3 * width * height }, () => next() * (seed / 4)),
  };
}

/** Hands through, number by number, what it sees of conv1_1. */
const channels = (await engine.statistics(network, ['conv1_1'], picture(1))).get('conv1_1')!.mean.length;
const SEEN = 2 * channels;
const same = {
  weight: Float32Array.from({ length: SEEN ** 2 }, (_, i) => (i % SEEN === Math.floor(i / SEEN) ? 1 : 0)),
  bias: new Float32Array(SEEN),
};
const glass: Predictor = {
  digest: 'glass',
  side: 64,
  layers: ['conv1_1'],
  network: network.digest,
  mean: new Float32Array(SEEN),
  deviation: new Float32Array(SEEN).fill(1),
  steps: [same, same, same],
};

test('a painting is looked at in the predictor’s size, by the shipped loss network', async () => {
  const found = await predictedVector({ engine, network, predictor: glass }, picture(3, 64, 40));
  const statistics = await engine.statistics(network, ['conv1_1'], picture(3, 64, 40));
  const { mean, covariance } = statistics.get('conv1_1')!;
  assert.deepEqual([...found.subarray(0, channels)], [...mean]);
  for (let c = 0; c < channels; c++) {
    assert.ok(Math.abs(found[channels + c]! - Math.sqrt(covariance[c * channels + c]!)) < 1e-5);
  }
  // twice as large: seen at half its size, so the statistics stay near
  const large = await predictedVector({ engine, network, predictor: glass }, picture(3, 128, 80));
  assert.equal(large.length, found.length);
});

test('a predictor of another loss network is refused', async () => {
  const foreign = { ...glass, network: 'other' };
  await assert.rejects(predictedVector({ engine, network, predictor: foreign }, picture(1)), {
    code: 'model.damaged',
  });
});

test('fast quality takes a style picture where the predictor ships, and else says that it cannot', async () => {
  const choice = { photo: picture(2), styles: [picture(1)], quality: 'fast' as const, size: 64, engine };
  if (!anyStyle()) {
    await assert.rejects(paint(choice), { code: 'preset.no-fast' });
    await assert.rejects(paint({ ...choice, strength: 0 }), { code: 'preset.no-fast' });
    return;
  }
  const { image, iterations } = await paint(choice);
  assert.deepEqual([image.width, image.height], [64, 43]);
  const [whole, part, refined] = [1, 1, 31];
  assert.equal(iterations, refined);
  // what the transform network has learnt, and parts of a picture, are painted as they were
  assert.equal((await paint({ ...choice, styles: [], preset: 'udnie' })).iterations, whole);
  const mask = { width: 64, height: 43, data: new Float32Array(3 * 64 * 43).fill(1, 3 * 64 * 20) };
  const regions = [{ mask, style: { image: picture(1) } }];
  assert.equal((await paint({ ...choice, styles: [], regions })).iterations, part);
  const source = { engine, transform: net, network };
  const [one, other, both] = (await Promise.all(
    [[picture(1)], [picture(3)], [picture(1), picture(3)]].map((styles) => vectorOf(source, { styles })),
  )) as [Float32Array, Float32Array, Float32Array];
  assert.equal(both.length, styleLengthOf(net));
  for (const [i, value] of both.entries()) assert.ok(Math.abs(value - (one[i]! + other[i]!) / 2) < 1e-4);
});
