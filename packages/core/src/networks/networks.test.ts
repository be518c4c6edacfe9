import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Weights } from '../models/locate.ts';
import type { Tensor } from '../models/tensor-file.ts';
import { featuresOf } from './layer-kinds.ts';
import { truncated } from './network.ts';
import { loadPerceptual, perceptualFrom, vgg19From } from './perceptual.ts';
import { normalisationsOf } from './transform.ts';
import { loadTransform } from './transform-file.ts';

const BLOCKS = [2, 2, 4, 4, 1];

/** Weights of VGG-19's layout with the given channels a block, all zero. */
function weights(channels: number[]): Weights {
  const tensors = new Map<string, Tensor>();
  let input = 3;
  BLOCKS.forEach((count, b) => {
    for (let i = 1; i <= count; i++) {
      const shape = [channels[b]!, input, 3, 3];
      tensors.set(`conv${b + 1}_${i}.weight`, { shape, data: new Float32Array(channels[b]! * input * 9) });
      tensors.set(`conv${b + 1}_${i}.bias`, { shape: [channels[b]!], data: new Float32Array(channels[b]!) });
      input = channels[b]!;
    }
  });
  return { tensors, metadata: {}, file: 'test.safetensors', digest: 'd' };
}

test('channel counts come from the weights', () => {
  const network = perceptualFrom(weights([3, 5, 7, 9, 11]));
  const features = featuresOf(network, 100, 67);
  const of = (layer: string) => features.find((feature) => feature.layer === layer);
  assert.deepEqual(of('conv1_1'), { layer: 'conv1_1', channels: 3, height: 100, width: 67 });
  assert.deepEqual(of('conv3_4'), { layer: 'conv3_4', channels: 7, height: 25, width: 16 });
  assert.deepEqual(of('conv5_1'), { layer: 'conv5_1', channels: 11, height: 6, width: 4 });
  assert.deepEqual(of('pool1'), { layer: 'pool1', channels: 3, height: 50, width: 33 });
  assert.equal(features.length, 17);
});

test('input of the published VGG-19: 255·x minus the channel means, zero padding', () => {
  const { scale, shift, padding, pooling } = vgg19From(weights([1, 1, 1, 1, 1]));
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a}, ${b}`);
  close(scale[0] * 1 + shift[0], 255 - 123.68);
  close(shift[2], -103.939);
  assert.deepEqual([padding, pooling], ['zero', 'max']);
});

test('a layer that is missing or does not fit its neighbour is model.damaged, by name', () => {
  const missing = weights([2, 2, 2, 2, 2]);
  (missing.tensors as Map<string, Tensor>).delete('conv3_2.bias');
  assert.throws(() => perceptualFrom(missing), { code: 'model.damaged', message: /conv3_2.bias is missing/ });
  const wrong = weights([2, 2, 2, 2, 2]);
  (wrong.tensors as Map<string, Tensor>).set('conv2_1.weight', {
    shape: [2, 4, 3, 3],
    data: new Float32Array(72),
  });
  assert.throws(() => perceptualFrom(wrong), {
    code: 'model.damaged',
    message: /conv2_1 .*expected 2 inputs/,
  });
});

test('truncated stops at the last layer that is needed', () => {
  const network = truncated(perceptualFrom(weights([1, 1, 1, 1, 1])), ['conv2_2', 'conv1_1']);
  assert.equal(network.layers.at(-1)!.name, 'conv2_2');
  assert.equal(network.layers.length, 5);
});

test('the shipped networks load, with every tap and style that the product names', async () => {
  const layers = featuresOf(await loadPerceptual(), 64, 64).map(({ layer }) => layer);
  for (const layer of ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv4_2', 'conv5_1']) {
    assert.ok(layers.includes(layer), layer);
  }
  const transform = await loadTransform();
  const length = 2 * normalisationsOf(transform).reduce((a, b) => a + b, 0);
  for (const preset of ['starry-night', 'great-wave', 'the-scream', 'composition-vii']) {
    assert.equal(transform.styles.get(preset)?.length, length, preset);
  }
});
