import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Image, Size } from '../../images/image.ts';
import type { Layer, Network, Padding } from '../../networks/network.ts';
import { layersOf } from '../../objective/objective.ts';
import { OBJECTIVE } from '../../objective/objectives.ts';
import { random } from '../../random.ts';
import { winogradEverywhere } from '../../testing/winograd-everywhere.ts';
import { perceptual } from '../../transfer/networks.ts';
import { toPlanar } from '../planar.ts';
import { convolution, convolutionAdjoint } from './convolution.ts';
import type { Algorithm, Lowered } from './direct.ts';
import { Graph } from './graph.ts';
import { OnnxEngine } from './onnx-engine.ts';
import { OnnxEvaluator } from './onnx-evaluator.ts';
import { lease } from './session-cache.ts';
import { pays, withWinograd } from './winograd.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

function tensor(shape: readonly number[], seed: number, scale = 1) {
  const next = random(seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length }, () => scale * (2 * next() - 1)) };
}

function layerOf(input: number, out: number, pad = 1) {
  const weight = tensor([out, input, 3, 3], 1, 1 / Math.sqrt(input));
  return { weight, bias: tensor([out], 2), stride: 1, pad };
}

/** A convolution's result and its adjoint, of random x and random gradient. */
async function both(layer: ReturnType<typeof layerOf>, padding: Padding, size: Size, way: Algorithm) {
  const { height, width } = size;
  const lowered = { ...layer, algorithm: { forward: way, adjoint: way } };
  const [out, input] = layer.weight.shape as [number, number];
  const shapes = {
    x: [1, input, height, width],
    r: [1, out, height + 2 * layer.pad - 2, width + 2 * layer.pad - 2],
  };
  const graph = new Graph();
  const [x, r] = [graph.input('x', shapes.x), graph.input('r', shapes.r)];
  graph.output('y', convolution(graph, x, lowered, padding, size), shapes.r);
  graph.output('g', convolutionAdjoint(graph, r, lowered, padding, size), shapes.x);
  const session = await InferenceSession.create(graph.finish(), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const feeds = Object.entries(shapes).map(([name, shape], i) => {
    return [name, new OrtTensor('float32', tensor(shape, 3 + i).data, shape)] as const;
  });
  const { y, g } = await session.run(Object.fromEntries(feeds));
  await session.release();
  return { forward: y!.data as Float32Array, adjoint: g!.data as Float32Array };
}

/** Width and height: the smallest, odd ones, multiples of four and one more or less. */
const SIZES: [number, number][] = [
  [2, 2],
  [3, 5],
  [4, 4],
  [7, 4],
  [5, 9],
  [16, 8],
  [17, 11],
  [15, 23],
];
for (const padding of ['reflect', 'zero'] as const) {
  for (const [width, height] of SIZES) {
    test(`Winograd's convolution is the direct one: ${width}×${height}, ${padding} padding`, async () => {
      const layer = layerOf(16, 32);
      const expected = await both(layer, padding, { width, height }, 'direct');
      const actual = await both(layer, padding, { width, height }, 'winograd');
      near(actual.forward, expected.forward);
      near(actual.adjoint, expected.adjoint);
    });
  }
}

test('the same without padding, and for numbers of channels that fill no block', async () => {
  const [layer, size] = [layerOf(5, 3, 0), { width: 11, height: 6 }];
  const expected = await both(layer, 'zero', size, 'direct');
  const actual = await both(layer, 'zero', size, 'winograd');
  near(actual.forward, expected.forward);
  near(actual.adjoint, expected.adjoint);
});

async function evaluatorOf(network: Network, size: Size) {
  const evaluator = await OnnxEvaluator.create(network, OBJECTIVE, { size, gradient: true }, (model) =>
    lease(model, { intraOpNumThreads: 1, logSeverityLevel: 3 }),
  );
  evaluator.setTargets({
    content: await engine.features(network, layersOf(OBJECTIVE.content), picture(size, 5)),
    style: await engine.statistics(network, layersOf(OBJECTIVE.style), picture({ width: 64, height: 64 }, 6)),
  });
  toPlanar(picture(size, 7), evaluator.picture);
  return evaluator;
}

/** Waves and noise: flat places and edges. */
function picture({ width, height }: Size, seed: number): Image {
  const next = random(seed);
  const at = (i: number) => 0.5 + 0.3 * Math.sin(i / (11 + seed)) + 0.15 * (2 * next() - 1);
  return { width, height, data: Float32Array.from({ length: 3 * width * height }, (_, i) => at(i)) };
}

test('loss and gradient of the shipped network are those of direct convolutions', async () => {
  const [network, size] = [await perceptual(), { width: 96, height: 80 }];
  const [expected, actual] = [
    await evaluatorOf(network, size),
    await evaluatorOf(winogradEverywhere(network), size),
  ];
  const [loss, own] = [await expected.evaluate(), await actual.evaluate()];
  for (const part of ['content', 'style', 'smoothness', 'total'] as const) {
    assert.ok(Math.abs(own[part] / loss[part] - 1) < 1e-4, `${part}: ${own[part]}, direct ${loss[part]}`);
  }
  near(actual.gradient, expected.gradient, 1e-4);
  await Promise.all([expected.close(), actual.close()]);
});

test('it pays for many channels and many pixels, and for kernels of 3×3 with stride 1 alone', () => {
  const large = { width: 512, height: 512 };
  assert.ok(pays(layerOf(128, 128), large));
  assert.ok(!pays(layerOf(128, 128), { width: 16, height: 16 }));
  for (const [input, out] of [
    [64, 128],
    [128, 112],
    [136, 128],
  ] as const)
    assert.ok(!pays(layerOf(input, out), large));
  assert.ok(!pays({ ...layerOf(128, 128), stride: 2 }, large));
  assert.ok(!pays({ weight: tensor([128, 128, 5, 5], 1), stride: 1 }, large));
});

test('a network is lowered layer by layer: Winograd where it pays, there and on the way back', () => {
  const wide = { name: 'wide', kind: 'convolution', ...layerOf(128, 128), relu: true } as const;
  const network: Network = {
    name: 'two',
    digest: '',
    scale: [1, 1, 1],
    shift: [0, 0, 0],
    padding: 'reflect',
    pooling: 'max',
    layers: [{ ...wide, ...layerOf(3, 128), name: 'narrow' }, wide],
  };
  const waysAt = (side: number) => {
    const { layers } = withWinograd(network, { width: side, height: side });
    return layers.map((layer) => (layer as Layer & Lowered).algorithm);
  };
  const both = (way: Algorithm) => ({ forward: way, adjoint: way });
  assert.deepEqual(waysAt(512), [both('direct'), both('winograd')]);
  assert.deepEqual(waysAt(16), [both('direct'), both('direct')]);
  // 4e8 multiplications are 52² pixels: of the picture with its border, not of the gradient
  assert.deepEqual(waysAt(51)[1], { forward: 'winograd', adjoint: 'direct' });
});

function near(actual: Float32Array, expected: Float32Array, most = 1e-5): void {
  const error = normOf(actual.map((value, i) => value - expected[i]!)) / normOf(expected);
  assert.equal(actual.length, expected.length);
  assert.ok(error < most, `relative error ${error}`);
}

function normOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
