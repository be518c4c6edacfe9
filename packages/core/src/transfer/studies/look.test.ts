import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { OnnxEngine } from '../../engines/onnx/onnx-engine.ts';
import type { Image } from '../../images/image.ts';
import type { ConvolutionLayer, Network } from '../../networks/network.ts';
import { activationMaps, mapSheet } from './activation-maps.ts';
import { patchSheet, strongestPatches } from './patches.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

/** A convolution whose channels each have one weight that is not zero, in the kernel's middle. */
function picks(name: string, input: number, weights: readonly (readonly number[])[]): ConvolutionLayer {
  const data = new Float32Array(weights.length * input * 9);
  weights.forEach((row, out) => {
    row.forEach((weight, from) => {
      data[(out * input + from) * 9 + 4] = weight;
    });
  });
  const weight = { shape: [weights.length, input, 3, 3], data };
  const bias = { shape: [weights.length], data: new Float32Array(weights.length) };
  return { kind: 'convolution', name, weight, bias, stride: 1, pad: 1, relu: true };
}

/** Unit 0 sees red, unit 1 green without red, unit 2 nothing at all; then the same on half the size. */
const NETWORK: Network = {
  name: 'colours',
  digest: 'colours',
  scale: [1, 1, 1],
  shift: [0, 0, 0],
  padding: 'zero',
  pooling: 'max',
  layers: [
    picks('first', 3, [
      [1, 0, 0],
      [-1, 1, 0],
      [-1, -1, -1],
    ]),
    { kind: 'pool', name: 'pool', size: 2, stride: 2, pad: 0 },
    picks('second', 3, [
      [2, 0, 0],
      [0, 3, 0],
    ]),
  ],
};

/** Black with coloured dots of one pixel. */
function dots(width: number, height: number, at: [x: number, y: number, colour: number[]][]): Image {
  const data = new Float32Array(3 * width * height);
  for (const [x, y, colour] of at) data.set(colour, 3 * (y * width + x));
  return { width, height, data };
}
const [RED, ORANGE, GREEN] = [
  [1, 0, 0],
  [0.6, 0.3, 0],
  [0, 0.8, 0],
];

test('activation maps: every channel in its own scale, white at its largest value', async () => {
  const image = dots(40, 36, [
    [3, 5, RED],
    [20, 30, ORANGE],
    [33, 2, GREEN],
  ]);
  const maps = await activationMaps({ engine, network: NETWORK, layer: 'first', image });
  assert.deepEqual(
    maps.map(({ unit }) => unit),
    [0, 1, 2],
  );
  assert.ok(Math.abs(maps[0]!.mean - 1.6 / (40 * 36)) < 1e-6);
  assert.deepEqual([maps[0]!.largest, maps[2]!.largest], [1, 0]);
  const red = maps[0]!.image;
  assert.deepEqual([red.width, red.height], [40, 36]);
  assert.deepEqual([...red.data.subarray(3 * (5 * 40 + 3), 3 * (5 * 40 + 4))], [1, 1, 1]);
  assert.ok(Math.abs(red.data[3 * (30 * 40 + 20)]! - 0.6) < 1e-6);
  assert.equal(maps[1]!.image.data[3 * (2 * 40 + 33)], 1);
  assert.ok(maps[2]!.image.data.every((value) => value === 0));
  assert.ok((await mapSheet(maps)).length > 1000);
});

test('patches: the strongest places over several pictures, with what they see of the picture', async () => {
  const images = [
    dots(40, 40, [
      [11, 21, ORANGE],
      [11, 22, ORANGE],
    ]),
    dots(40, 40, [
      [0, 39, RED],
      [30, 30, GREEN],
    ]),
  ];
  const request = { engine, network: NETWORK, layer: 'second', images, count: 5 };
  const patches = await strongestPatches({ ...request, unit: 0 });
  // A position of `second` sees 2 + 3·… pixels: one before the two of its pool in each direction, twice over.
  assert.deepEqual(
    patches.map(({ picture, x, y, width, height, activation }) => ({
      picture,
      x,
      y,
      width,
      height,
      activation: Math.round(activation * 1e3) / 1e3,
    })),
    [
      { picture: 1, x: 0, y: 35, width: 5, height: 5, activation: 2 },
      { picture: 0, x: 7, y: 17, width: 8, height: 8, activation: 1.2 },
    ],
  );
  const [corner, orange] = [patches[0]!, patches[1]!];
  assert.deepEqual([...corner.image.data.subarray(3 * 4 * 5, 3 * 4 * 5 + 3)], RED);
  assert.ok(Math.abs(orange.image.data[3 * (4 * 8 + 4)]! - 0.6) < 1e-6);
  const green = await strongestPatches({ ...request, unit: 1 });
  assert.deepEqual(
    green.map(({ picture, activation }) => [picture, Math.round(activation * 10)]),
    [[1, 24]],
  );
  assert.ok((await patchSheet(patches)).length > 500);
});

test('patches: a channel that nothing excites has none, and its sheet is empty paper', async () => {
  const images = [dots(40, 40, [[3, 3, RED]])];
  const none = await strongestPatches({
    engine,
    network: NETWORK,
    layer: 'first',
    unit: 2,
    images,
    count: 3,
  });
  assert.deepEqual(none, []);
  assert.ok((await patchSheet(none)).length > 0);
});

test('unknown layers and channels are refused by name', async () => {
  const [image] = [dots(32, 32, [])];
  const refused = { code: 'option.invalid' };
  await assert.rejects(activationMaps({ engine, network: NETWORK, layer: 'third', image }), refused);
  const request = { engine, network: NETWORK, layer: 'second', images: [image], count: 1 };
  for (const unit of [-1, 2, 0.5]) await assert.rejects(strongestPatches({ ...request, unit }), refused);
});
