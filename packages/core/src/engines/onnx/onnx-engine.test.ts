import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import type { LayerStatistics, Network } from '../../networks/network.ts';
import type { Objective } from '../../objective/objective.ts';
import { normsOf } from '../../objective/richness.ts';
import { random } from '../../random.ts';
import { randomPerceptual } from '../../testing/random-perceptual.ts';
import { fromPlanar, toPlanar } from '../planar.ts';
import { OnnxEngine } from './onnx-engine.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

function tensor(shape: number[], seed: number, scale: number): Tensor {
  const next = random(seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length }, () => scale * (2 * next() - 1)) };
}

/** Two blocks, four convolutions, weights random but not dead. */
function network(padding: Network['padding'], pooling: Network['pooling']): Network {
  const convolution = (name: string, input: number, out: number, seed: number) => {
    const weight = tensor([out, input, 3, 3], seed, 1.2 / Math.sqrt(input));
    const bias = tensor([out], seed + 100, 0.3);
    return { kind: 'convolution' as const, name, weight, bias, stride: 1, pad: 1, relu: true };
  };
  return {
    name: 'tiny',
    digest: 'tiny',
    scale: [2, 3, 4],
    shift: [-1, -1.5, -2],
    padding,
    pooling,
    layers: [
      convolution('conv1_1', 3, 4, 1),
      convolution('conv1_2', 4, 5, 2),
      { kind: 'pool', name: 'pool1', size: 2, stride: 2, pad: 0 },
      convolution('conv2_1', 5, 6, 3),
      convolution('conv2_2', 6, 4, 4),
    ],
  };
}

function image(width: number, height: number, seed: number): Image {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, next) };
}

const OBJECTIVE: Objective = {
  content: [{ layer: 'conv2_1', form: 'relative', weight: 0.4 }],
  style: [
    { layer: 'conv1_1', form: 'covariance', weight: 0.5 },
    { layer: 'conv2_1', form: 'covariance', weight: 0.3 },
    { layer: 'conv2_2', form: 'covariance', weight: 0.7 },
  ],
  variation: 0.6,
  range: 5,
};
const STYLE_LAYERS = OBJECTIVE.style.map(({ layer }) => layer);

async function evaluatorFor(net: Network, objective: Objective, size: { width: number; height: number }) {
  const evaluator = await engine.evaluator(net, objective, size);
  evaluator.setTargets({
    content: await engine.features(net, ['conv2_1'], image(size.width, size.height, 5)),
    style: await engine.statistics(net, STYLE_LAYERS, image(13, 11, 6)),
  });
  const next = random(7);
  for (let i = 0; i < evaluator.picture.length; i++) evaluator.picture[i] = 1.4 * next() - 0.2;
  return evaluator;
}

/** Each term by itself and all together. */
const PARTS: Record<string, Objective> = {
  'the whole objective': OBJECTIVE,
  'content alone': { ...OBJECTIVE, style: [], variation: 0, range: 0 },
  'style alone': { ...OBJECTIVE, content: [], variation: 0, range: 0 },
};
for (const [name, objective] of Object.entries(PARTS)) {
  for (const padding of ['reflect', 'zero'] as const) {
    for (const pooling of ['average', 'max'] as const) {
      test(`gradient of ${name} equals central differences (${padding}, ${pooling})`, async () => {
        const evaluator = await evaluatorFor(network(padding, pooling), objective, { width: 9, height: 8 });
        await evaluator.evaluate();
        const gradient = evaluator.gradient.slice();
        const start = evaluator.picture.slice();
        // Along directions rather than value by value: far above float32's noise, and a wrong sign or place
        // anywhere shows. Half of the values of the gradient itself, so that the directional slope is large.
        for (let seed = 1; seed <= 6; seed++) {
          const next = random(seed);
          const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
          const direction = gradient.map((value) => (next() < 0.5 ? value / length : 0));
          const slope = direction.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
          const step = 2e-3;
          const at = async (t: number) => {
            for (let i = 0; i < start.length; i++) evaluator.picture[i] = start[i]! + t * direction[i]!;
            return (await evaluator.evaluate()).total;
          };
          const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
          assert.ok(Math.abs(numeric / slope - 1) < 5e-3, `slope ${slope}, by differences ${numeric}`);
        }
        await evaluator.close();
      });
    }
  }
}

test('losses: nothing where picture, photo and painting are the same, and their sum is the total', async () => {
  const net = network('reflect', 'average');
  const same = image(10, 12, 3);
  const evaluator = await engine.evaluator(net, OBJECTIVE, same);
  evaluator.setTargets({
    content: await engine.features(net, ['conv2_1'], same),
    style: await engine.statistics(net, STYLE_LAYERS, same),
  });
  toPlanar(same, evaluator.picture);
  const { content, style, smoothness, total } = await evaluator.evaluate();
  assert.ok(content < 1e-9 && style < 1e-9, `content ${content}, style ${style}`);
  assert.ok(smoothness > 0);
  assert.equal(total, content + style + smoothness);
  await evaluator.close();
});

test('content is weight · Σ(F−P)² / ΣP², style as the formula says, from features computed apart', async () => {
  const net = network('reflect', 'average');
  const [photo, picture] = [image(8, 8, 1), image(8, 8, 2)];
  const evaluator = await engine.evaluator(net, OBJECTIVE, photo);
  const content = await engine.features(net, ['conv2_1'], photo);
  const target = await engine.statistics(net, STYLE_LAYERS, image(13, 11, 6));
  evaluator.setTargets({ content, style: target });
  toPlanar(picture, evaluator.picture);
  const losses = await evaluator.evaluate();
  const features = await engine.features(net, ['conv1_1', 'conv2_1', 'conv2_2'], picture);
  const p = content.get('conv2_1')!.data;
  const f = features.get('conv2_1')!.data;
  near(losses.content, (0.4 * sum(p, (value, i) => (f[i]! - value) ** 2)) / sum(p, (value) => value ** 2));
  const style = OBJECTIVE.style.map(({ layer, weight }) => {
    return weight * styleDistance(statisticsOf(features.get(layer)!), target.get(layer)!);
  });
  near(
    losses.style,
    style.reduce((a, b) => a + b, 0),
  );
  await evaluator.close();
});

test('results do not depend on the image’s place in a batch of calls: buffers are written anew', async () => {
  const evaluator = await evaluatorFor(network('reflect', 'average'), OBJECTIVE, { width: 9, height: 8 });
  const first = await evaluator.evaluate();
  const gradient = evaluator.gradient.slice();
  evaluator.picture.fill(0.5);
  await evaluator.evaluate();
  const next = random(7);
  for (let i = 0; i < evaluator.picture.length; i++) evaluator.picture[i] = 1.4 * next() - 0.2;
  assert.deepEqual(await evaluator.evaluate(), first);
  assert.deepEqual(evaluator.gradient, gradient);
  await evaluator.close();
});

test('a layer that the network does not have is refused by name', async () => {
  const objective = { ...OBJECTIVE, content: [{ layer: 'conv9_9', form: 'relative', weight: 1 } as const] };
  const net = network('reflect', 'average');
  await assert.rejects(
    engine.evaluator(net, objective, { width: 16, height: 16 }),
    /conv1_1, .* received conv9_9/,
  );
});

test('the losses are the same without the gradient', async () => {
  const net = network('reflect', 'average');
  const size = { width: 9, height: 8 };
  const targets = {
    content: await engine.features(net, ['conv2_1'], image(9, 8, 5)),
    style: await engine.statistics(net, STYLE_LAYERS, image(13, 11, 6)),
  };
  const [all, losses] = [
    await engine.evaluator(net, OBJECTIVE, size),
    await engine.evaluator(net, OBJECTIVE, size, { gradient: false }),
  ];
  for (const evaluator of [all, losses]) {
    evaluator.setTargets(targets);
    toPlanar(image(9, 8, 7), evaluator.picture);
  }
  assert.deepEqual(await losses.evaluate(), await all.evaluate());
});

test("Winograd's convolutions are for processors", () => {
  const net = randomPerceptual(1, 64);
  const winograd = (provider: 'cpu' | 'webgpu') => {
    const other = new OnnxEngine({ provider, threads: 1, reason: 'test', memory: 3e9 });
    return other.memoryPlan(net, { ...OBJECTIVE, content: [] }, { width: 256, height: 256 }).winograd;
  };
  assert.deepEqual([winograd('cpu'), winograd('webgpu')], [process.arch === 'x64', false]);
});

test('planar and back', () => {
  const original = image(3, 2, 9);
  assert.deepEqual(fromPlanar(toPlanar(original), 3, 2), original);
  assert.deepEqual(
    [...toPlanar({ width: 2, height: 1, data: Float32Array.of(1, 2, 3, 4, 5, 6) })],
    [1, 4, 2, 5, 3, 6],
  );
});

/** Mean and covariance in float64, straight from their definition. */
function statisticsOf({ shape, data }: Tensor): LayerStatistics {
  const [, n, h, w] = shape as [number, number, number, number];
  const m = h * w;
  const row = (i: number) => data.subarray(i * m, (i + 1) * m);
  const mean = Float32Array.from({ length: n }, (_, i) => sum(row(i), (value) => value) / m);
  const covariance = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      covariance[i * n + j] = sum(row(i), (value, k) => (value - mean[i]!) * (row(j)[k]! - mean[j]!)) / m;
    }
  }
  return { mean, covariance };
}

function styleDistance(x: LayerStatistics, a: LayerStatistics): number {
  const { norm, trace } = normsOf(a);
  const covariances = sum(a.covariance, (value, i) => (x.covariance[i]! - value) ** 2);
  const means = sum(a.mean, (value, i) => (x.mean[i]! - value) ** 2);
  return covariances / norm ** 2 + means / trace;
}

function sum(data: Float32Array, of: (value: number, i: number) => number): number {
  let result = 0;
  for (let i = 0; i < data.length; i++) result += of(data[i]!, i);
  return result;
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual / expected - 1) < 1e-4, `${actual} instead of ${expected}`);
}
