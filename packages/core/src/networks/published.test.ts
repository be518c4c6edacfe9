import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { OnnxEngine } from '../engines/onnx/onnx-engine.ts';
import { fromPlanar } from '../engines/planar.ts';
import type { Weights } from '../models/locate.ts';
import { parseTensorFile, type Tensor } from '../models/tensor-file.ts';
import type { Objective } from '../objective/objective.ts';
import { OBJECTIVE } from '../objective/objectives.ts';
import { random } from '../random.ts';
import { objectiveFrom } from '../transfer/high/objective-options.ts';
import type { Architecture } from './architectures.ts';
import { assemble } from './assemble.ts';
import { featuresOf } from './layer-kinds.ts';
import { KERAS, type Layout } from './layouts.ts';
import { type Network, POOLINGS, type Pooling, truncated } from './network.ts';
import { PUBLISHED } from './registry.ts';

/**
 * The published architectures, 32 times narrower and with random weights, against what PyTorch made of
 * them: training/networks/reference.py writes the file.
 */
const { tensors: REFERENCE } = parseTensorFile(
  readFileSync(new URL('published.reference.safetensors', import.meta.url)),
);
const PICTURE = REFERENCE.get('picture')!;
const IMAGE = fromPlanar(PICTURE.data, PICTURE.shape[3]!, PICTURE.shape[2]!);
const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

const narrowed = (architecture: Architecture): Architecture =>
  architecture.map((spec) => ('channels' in spec ? { ...spec, channels: spec.channels! / 32 } : spec));

function weightsOf(family: string): Weights {
  const own = [...REFERENCE].filter(([name]) => name.startsWith(`${family}/`));
  const tensors = new Map(own.map(([name, tensor]) => [name.slice(family.length + 1), tensor]));
  return { tensors, metadata: {}, file: `${family}.safetensors`, digest: family };
}

function network(family: string, pooling: Pooling = 'max', weights = weightsOf(family)): Network {
  const { architecture, layouts, taps } = PUBLISHED[family]!;
  return assemble(weights, narrowed(architecture), { name: family, layouts, taps, padding: 'zero', pooling });
}

const expectedOf = (family: string) =>
  new Map(
    [...REFERENCE]
      .filter(([name]) => name.startsWith(`${family}:`))
      .map(([name, tensor]) => [name.slice(family.length + 1), tensor]),
  );

function assertNear(actual: Tensor, expected: Tensor, layer: string): void {
  assert.deepEqual([...actual.shape], [...expected.shape], layer);
  const largest = Math.max(...expected.data.map(Math.abs));
  const worst = Math.max(...expected.data.map((value, i) => Math.abs(value - actual.data[i]!)));
  assert.ok(worst < 1e-4 * largest, `${layer} is off by ${worst} of ${largest}`);
}

for (const family of ['vgg16', 'alexnet', 'resnet50']) {
  test(`${family}: features are PyTorch's, and have the shapes that were foretold`, async () => {
    const net = network(family);
    const expected = expectedOf(family);
    const layers = [...expected.keys()];
    const features = await engine.features(net, layers, IMAGE);
    for (const layer of layers) assertNear(features.get(layer)!, expected.get(layer)!, layer);
    const shapes = new Map(featuresOf(net, IMAGE.height, IMAGE.width).map((f) => [f.layer, f]));
    for (const [layer, { shape }] of expected) {
      const { channels, height, width } = shapes.get(layer)!;
      assert.deepEqual([1, channels, height, width], [...shape], layer);
    }
  });
}

const OBJECTIVES: Record<string, Objective> = {
  vgg16: objectiveOf('conv3_2', ['conv1_1', 'pool2', 'conv4_1']),
  alexnet: objectiveOf('conv4', ['conv1', 'conv2', 'pool2']),
  resnet50: objectiveOf('layer3.0', ['conv1', 'layer1.1.conv2', 'layer2.3', 'layer3.0.downsample']),
};

function objectiveOf(content: string, style: string[]): Objective {
  return {
    content: [{ layer: content, form: 'relative', weight: 0.4 }],
    style: style.map((layer) => ({ layer, form: 'covariance', weight: 0.5 })),
    variation: 0,
    range: 0,
  };
}

for (const [family, objective] of Object.entries(OBJECTIVES)) {
  for (const pooling of POOLINGS) {
    test(`${family} with ${pooling} pooling: the gradient equals central differences`, async () => {
      const net = network(family, pooling);
      const size = { width: 58, height: 67 };
      const evaluator = await engine.evaluator(net, objective, size);
      const next = random(3);
      const painting = { width: 70, height: 61, data: Float32Array.from({ length: 70 * 61 * 3 }, next) };
      const styleLayers = objective.style.map(({ layer }) => layer);
      evaluator.setTargets({
        content: await engine.features(net, [objective.content[0]!.layer], IMAGE),
        style: await engine.statistics(net, styleLayers, painting),
      });
      const start = Float32Array.from({ length: evaluator.picture.length }, next);
      evaluator.picture.set(start);
      await evaluator.evaluate();
      const gradient = evaluator.gradient.slice();
      const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
      for (let seed = 1; seed <= 3; seed++) {
        const choose = random(seed);
        const direction = gradient.map((value) => (choose() < 0.5 ? value / length : 0));
        const slope = direction.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
        const at = async (t: number) => {
          for (let i = 0; i < start.length; i++) evaluator.picture[i] = start[i]! + t * direction[i]!;
          return (await evaluator.evaluate()).total;
        };
        const step = 5e-3;
        const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
        assert.ok(Math.abs(numeric / slope - 1) < 2e-2, `slope ${slope}, by differences ${numeric}`);
      }
      await evaluator.close();
    });
  }
}

test('each network has the layers of the usual objective, or says which stand for them', () => {
  const total = (terms: readonly { weight: number }[]) => terms.reduce((sum, { weight }) => sum + weight, 0);
  for (const family of ['vgg16', 'alexnet', 'resnet50']) {
    const objective = objectiveFrom({}, network(family));
    assert.ok(Math.abs(total(objective.content) - total(OBJECTIVE.content)) < 1e-9);
    assert.ok(Math.abs(total(objective.style) - total(OBJECTIVE.style)) < 1e-9);
  }
  const { style } = objectiveFrom({}, network('resnet50'));
  assert.deepEqual(
    style.map(({ layer }) => layer),
    PUBLISHED.resnet50!.taps!.style,
  );
});

test('a residual network is cut to what a tapped layer needs, other branches included', () => {
  const names = truncated(network('resnet50'), ['layer1.0.conv2']).layers.map(({ name }) => name);
  assert.deepEqual(names, ['conv1', 'maxpool', 'layer1.0.conv1', 'layer1.0.conv2']);
  const block = truncated(network('resnet50'), ['layer1.0']).layers.map(({ name }) => name);
  assert.deepEqual(block.slice(4), ['layer1.0.conv3', 'layer1.0.downsample', 'layer1.0']);
});

test('each published network at its real width: layers, strides and channels', () => {
  const of = (family: string, layer: string) => {
    const spec = PUBLISHED[family]!.architecture.find(({ name }) => name === layer);
    assert.ok(spec?.kind === 'convolution', `${family} ${layer}`);
    return [spec.channels, spec.size, spec.stride, spec.pad];
  };
  assert.deepEqual(of('vgg19', 'conv5_4'), [512, 3, 1, 1]);
  assert.deepEqual(of('alexnet', 'conv1'), [64, 11, 4, 2]);
  assert.deepEqual(of('resnet50', 'conv1'), [64, 7, 2, 3]);
  assert.deepEqual(of('resnet50', 'layer4.0.conv2'), [512, 3, 2, 1]);
  assert.deepEqual(of('resnet50', 'layer4.0.downsample'), [2048, 1, 2, 0]);
  assert.equal(PUBLISHED.resnet50!.architecture.filter(({ kind }) => kind === 'convolution').length, 53);
});

/** The same weights as Keras keeps them: axes HWIO, first layer for BGR. */
function inKeras(weights: Weights, { tensorsOf }: Layout): Weights {
  const tensors = new Map<string, Tensor>();
  let index = 0;
  for (const spec of PUBLISHED.vgg16!.architecture) {
    if (spec.kind === 'convolution') {
      const names = tensorsOf(spec, index);
      const { shape, data } = weights.tensors.get(`features.${index}.weight`)!;
      const [out, input, height, width] = shape as [number, number, number, number];
      const kernel = new Float32Array(data.length);
      data.forEach((value, at) => {
        const [o, i, k] = [Math.floor(at / (input * 9)), Math.floor(at / 9) % input, at % 9];
        kernel[(k * input + (index === 0 ? input - 1 - i : i)) * out + o] = value;
      });
      tensors.set(names.weight, { shape: [height, width, input, out], data: kernel });
      tensors.set(names.bias!, weights.tensors.get(`features.${index}.bias`)!);
    }
    index += spec.kind === 'convolution' ? 2 : 1;
  }
  return { ...weights, tensors };
}

test('Keras’s files are read with their axes, their BGR and their preprocessing', () => {
  const torch = network('vgg16');
  for (const layout of KERAS) {
    const keras = network('vgg16', 'max', inKeras(weightsOf('vgg16'), layout));
    assert.deepEqual(keras.layers, torch.layers);
    assert.ok(Math.abs(keras.scale[0] - 255) < 1e-9 && Math.abs(keras.shift[2] + 103.939) < 1e-9);
  }
  assert.ok(Math.abs(torch.shift[0] + 0.485 / 0.229) < 1e-9);
});
