import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image, Size } from '../../../images/image.ts';
import type { Tensor } from '../../../models/tensor-file.ts';
import { featuresOf } from '../../../networks/layer-kinds.ts';
import { type Layer, type Network, truncated } from '../../../networks/network.ts';
import { haloOf } from '../../../networks/reach.ts';
import { CONTENT_FORMS, type Objective, STYLE_FORMS, type Targets } from '../../../objective/objective.ts';
import { random } from '../../../random.ts';
import { lookedAt } from '../../../testing/looked-at.ts';
import { winogradEverywhere } from '../../../testing/winograd-everywhere.ts';
import { type Layout, layoutFor } from '../../tiles/layout.ts';
import { OnnxEngine } from '../onnx-engine.ts';
import { TiledEvaluator } from './tiled-evaluator.ts';
import { tiledFeatures, tiledStatistics } from './tiled-features.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
const options = { executionProviders: ['cpu'], intraOpNumThreads: 1 };
after(() => engine.close());

function tensor(shape: number[], seed: number, scale: number): Tensor {
  const next = random(seed);
  return {
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * (2 * next() - 1)),
  };
}

function convolution(
  name: string,
  [input, out]: [number, number],
  seed: number,
  { side = 3, stride = 1, pad = 1 } = {},
): Layer {
  const weight = tensor([out, input, side, side], seed, 1.2 / Math.sqrt(input));
  return { kind: 'convolution', name, weight, bias: tensor([out], seed + 100, 0.3), stride, pad, relu: true };
}

/** VGG's kind: two blocks, four convolutions. */
function plain(padding: Network['padding'], pooling: Network['pooling']): Network {
  const layers: Layer[] = [
    convolution('a', [3, 4], 1),
    convolution('b', [4, 5], 2),
    { kind: 'pool', name: 'pool', size: 2, stride: 2, pad: 0 },
    convolution('c', [5, 6], 3),
    convolution('d', [6, 4], 4),
  ];
  return { name: 'plain', digest: '', scale: [2, 3, 4], shift: [-1, -1.5, -2], padding, pooling, layers };
}

/** ResNet's and AlexNet's kind: strides, wide kernels, overlapping pooling, a sum. */
function strided(): Network {
  const layers: Layer[] = [
    convolution('a', [3, 6], 1, { side: 7, stride: 2, pad: 3 }),
    { kind: 'pool', name: 'b', size: 3, stride: 2, pad: 1 },
    convolution('c', [6, 6], 2),
    { kind: 'add', name: 'd', inputs: ['b', 'c'], relu: true },
    convolution('e', [6, 5], 3, { side: 1, pad: 0 }),
  ];
  const network = { name: 'strided', digest: '', padding: 'zero', pooling: 'max', layers } as const;
  return { ...network, scale: [2, 3, 4], shift: [-1, -1.5, -2] };
}

function image({ width, height }: Size, seed: number): Image {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, next) };
}

function layoutOf(network: Network, layers: readonly string[], size: Size, pixels: number): Layout {
  const layout = layoutFor(size, haloOf(truncated(network, layers)), pixels);
  assert.ok(layout.tiles.length > 1, 'the test wants tiles');
  return layout;
}

function layersOf({ content, style }: Objective): string[] {
  return [...content, ...style].map(({ layer }) => layer);
}

/** Loss and gradient by tiles and in one piece. */
async function compare(
  network: Network,
  objective: Objective,
  size: Size,
  pixels: number,
  lower = (plain: Network) => plain,
): Promise<void> {
  const layout = layoutOf(network, layersOf(objective), size, pixels);
  const whole = await engine.evaluator(network, objective, size);
  const tiled = await TiledEvaluator.create(lower(network), objective, layout, options);
  const targets = await targetsFor(network, objective, size);
  const next = random(7);
  const picture = Float32Array.from({ length: whole.picture.length }, () => 1.4 * next() - 0.2);
  const results = [];
  for (const evaluator of [whole, tiled]) {
    evaluator.setTargets(targets);
    evaluator.picture.set(picture);
    // Twice, since sums must begin anew.
    await evaluator.evaluate();
    results.push({ losses: await evaluator.evaluate(), gradient: evaluator.gradient });
  }
  const [expected, actual] = [results[0]!, results[1]!];
  for (const part of ['content', 'style', 'smoothness', 'total'] as const) {
    near(actual.losses[part], expected.losses[part], part);
  }
  close(actual.gradient, expected.gradient);
  await Promise.all([whole.close(), tiled.close()]);
}

async function targetsFor(network: Network, objective: Objective, size: Size): Promise<Targets> {
  const style = objective.style.map(({ layer }) => layer);
  const statistics = await lookedAt(engine, network, style, image({ width: 40, height: 36 }, 6));
  const features = new Map(featuresOf(network, size.height, size.width).map((f) => [f.layer, f]));
  const positions = (layer: string) => {
    const { width, height } = features.get(layer)!;
    const next = random(8);
    const shares = Float32Array.from({ length: width * height }, next);
    const sum = shares.reduce((a, b) => a + b, 0);
    return shares.map((share) => share / sum);
  };
  const content = await engine.features(
    network,
    objective.content.map(({ layer }) => layer),
    image(size, 5),
  );
  const weights = random(9);
  return {
    content: new Map(
      [...content].map(([layer, feature]) => {
        const { width, height } = features.get(layer)!;
        const counted = Float32Array.from({ length: width * height }, () => 8 * weights());
        return [layer, { ...feature, weights: counted }];
      }),
    ),
    style: new Map(
      objective.style.map(({ layer, target = layer, masked }) => {
        return [target, { ...statistics.get(layer)!, ...(masked && { positions: positions(layer) }) }];
      }),
    ),
  };
}

const OBJECTIVE: Objective = {
  content: [{ layer: 'c', form: 'relative', weight: 0.4 }],
  style: ['a', 'c', 'd'].map((layer) => ({ layer, form: 'covariance', weight: 0.3 })),
  variation: 0.6,
  curvature: 0.4,
  axes: 0.3,
  range: 5,
};

for (const padding of ['reflect', 'zero'] as const) {
  for (const pooling of ['average', 'max', 'l2'] as const) {
    test(`tiles give the gradient of the whole picture: ${padding} padding, ${pooling} pooling`, async () => {
      await compare(plain(padding, pooling), OBJECTIVE, { width: 70, height: 57 }, 900);
    });
  }
}

for (const [width, height, pixels] of [
  [96, 20, 700],
  [20, 97, 800],
  [65, 64, 2400],
  [101, 83, 1500],
] as const) {
  test(`the same for ${width}×${height} in cut-outs of at most ${pixels} pixels`, async () => {
    await compare(plain('reflect', 'average'), OBJECTIVE, { width, height }, pixels);
  });
}

for (const form of STYLE_FORMS) {
  test(`the same for style form ${form}, alone and masked beside others`, async () => {
    const style = [
      { layer: 'a', form, weight: 0.5 },
      { layer: 'd', form, weight: 0.2 },
      { layer: 'd', form, weight: 0.3, target: 'other' },
      { layer: 'c', form, weight: 0.4, target: 'part', masked: true },
    ];
    await compare(plain('reflect', 'average'), { ...OBJECTIVE, style }, { width: 60, height: 51 }, 1000);
  });
}

for (const form of CONTENT_FORMS) {
  test(`the same for content form ${form}`, async () => {
    const content = [
      { layer: 'b', form, weight: 0.3 },
      { layer: 'd', form, weight: 0.2 },
    ];
    await compare(plain('zero', 'max'), { ...OBJECTIVE, content }, { width: 60, height: 51 }, 1000);
  });
}

test('the same for content that counts by place', async () => {
  const content = ['b', 'd'].map((layer) => {
    return { layer, form: 'relative', weight: 0.3, masked: true } as const;
  });
  await compare(plain('zero', 'max'), { ...OBJECTIVE, content }, { width: 60, height: 51 }, 1000);
});

test("the same with Winograd's convolutions in the tiles", async () => {
  await compare(plain('reflect', 'average'), OBJECTIVE, { width: 70, height: 57 }, 900, winogradEverywhere);
});

test('the same for content alone, and for style alone', async () => {
  const nothing = { ...OBJECTIVE, variation: 0, range: 0 };
  const size = { width: 60, height: 51 };
  await compare(plain('reflect', 'average'), { ...nothing, style: [] }, size, 1000);
  await compare(plain('reflect', 'average'), { ...nothing, content: [] }, size, 1000);
});

test('the same for a network with strides, overlapping pooling and sums', async () => {
  const style = ['a', 'd', 'e'].map((layer) => ({ layer, form: 'covariance' as const, weight: 0.3 }));
  await compare(strided(), { ...OBJECTIVE, style }, { width: 131, height: 99 }, 5000);
});

test('a signal ends an evaluation between two tiles, and the next one is whole', async () => {
  const [network, size] = [plain('reflect', 'average'), { width: 70, height: 57 }];
  const layout = layoutOf(network, layersOf(OBJECTIVE), size, 900);
  const tiled = await TiledEvaluator.create(network, OBJECTIVE, layout, options);
  tiled.setTargets(await targetsFor(network, OBJECTIVE, size));
  const expected = await tiled.evaluate();
  const stop = new AbortController();
  const cancelled = tiled.evaluate(stop.signal);
  stop.abort();
  await assert.rejects(cancelled, { code: 'job.cancelled' });
  assert.deepEqual(await tiled.evaluate(), expected);
  await tiled.close();
});

test('features and statistics by tiles are those of the whole picture', async () => {
  const network = plain('reflect', 'average');
  const photo = image({ width: 71, height: 58 }, 3);
  const layers = ['b', 'd'];
  const layout = layoutOf(network, layers, photo, 900);
  const [expected, actual] = [
    await engine.features(network, layers, photo),
    await tiledFeatures(network, layers, photo, layout, options),
  ];
  const [means, ownMeans] = [
    await engine.statistics(network, layers, photo),
    await tiledStatistics(network, layers, photo, layout, options),
  ];
  for (const layer of layers) {
    assert.deepEqual(actual.get(layer)!.shape, [...expected.get(layer)!.shape]);
    close(actual.get(layer)!.data, expected.get(layer)!.data);
    close(ownMeans.get(layer)!.mean, means.get(layer)!.mean);
    close(ownMeans.get(layer)!.covariance, means.get(layer)!.covariance);
  }
});

function close(actual: Float32Array, expected: Float32Array): void {
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expected.forEach((value, i) => {
    assert.ok(
      Math.abs(actual[i]! - value) < 1e-4 * size,
      `${actual[i]} instead of ${value}, largest ${size}`,
    );
  });
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-4 * Math.abs(expected),
    `${what}: ${actual} instead of ${expected}`,
  );
}
