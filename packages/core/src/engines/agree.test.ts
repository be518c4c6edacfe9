import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image } from '../images/image.ts';
import { loadFaceDetector } from '../networks/face-detector.ts';
import { featuresOf } from '../networks/layer-kinds.ts';
import { type Network, POOLINGS } from '../networks/network.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import { loadTransform } from '../networks/transform-file.ts';
import {
  CONTENT_FORMS,
  type Objective,
  STYLE_FORMS,
  type StyleTarget,
  type Targets,
} from '../objective/objective.ts';
import { OBJECTIVE } from '../objective/objectives.ts';
import { needsSamples } from '../objective/style-forms.ts';
import { random } from '../random.ts';
import { FAMILIES, type Family } from '../testing/agree-networks.ts';
import { lookedAt } from '../testing/looked-at.ts';
import { randomTransform } from '../testing/random-transform.ts';
import type { Engine, Evaluator } from './engine.ts';
import { OnnxEngine } from './onnx/onnx-engine.ts';
import { toPlanar } from './planar.ts';
import { type Backend, loadTensorflow } from './tensorflow/load.ts';
import { TensorflowEngine } from './tensorflow/tensorflow-engine.ts';

/** One specification, two engines: every form, every family of networks, every pooling. */

/** Of losses and gradients, relative. */
const AGREEMENT = 1e-4;
/** Of central differences, as a length in the space of pictures; a shorter one where the nearest may change on the way. */
const STEP = { smooth: 1e-3, kinked: 4e-4 } as const;
/** Of a pixel of the transform network's picture, in [0, 1]. */
const AGREEMENT_OF_PICTURES = 1e-3;

/** WebAssembly, or what agree-native.test.ts asks for. */
const backend = (process.env.AGREE_WITH ?? 'wasm') as Backend;
const loaded = await loadTensorflow([backend]);
const { tf } = loaded;
const onnx: Engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
const tensorflow: Engine = new TensorflowEngine(loaded, 'test');
const engines = [onnx, tensorflow];
after(async () => {
  for (const engine of engines) await engine.close();
  assert.equal(tf.memory().numTensors, 0, 'tensors left behind');
});

function image(width: number, height: number, seed: number): Image {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, next) };
}

/** Blocks of eight pixels in different colours: it varies as a painting does, which noise seen from afar does not. */
const blocks = image(7, 6, 6);
const PAINTING: Image = {
  ...{ width: 53, height: 47 },
  data: Float32Array.from({ length: 53 * 47 * 3 }, (_, i) => {
    const [x, y] = [(Math.floor(i / 3) % 53) >> 3, Math.floor(i / 3 / 53) >> 3];
    return blocks.data[3 * (7 * y + x) + (i % 3)]!;
  }),
};

/** ‖a − b‖ / ‖a‖ */
function distance(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  let [difference, norm] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += a[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

function close(a: Float32Array, b: Float32Array, what: string): void {
  const off = distance(a, b);
  assert.ok(off < AGREEMENT, `${what}: ‖a − b‖ / ‖a‖ = ${off}`);
}

async function targetsFor({ network, layers, size }: Family, objective: Objective): Promise<Targets> {
  const style = new Map<string, StyleTarget>(await lookedAt(onnx, network, layers, PAINTING));
  for (const { target, layer, masked } of objective.style) {
    if (!masked) continue;
    const { width, height } = featuresOf(network, size.height, size.width).find((f) => f.layer === layer)!;
    const next = random(9);
    const shares = Float32Array.from({ length: width * height }, next);
    const sum = shares.reduce((a, b) => a + b);
    style.set(target!, { ...style.get(layer)!, positions: shares.map((share) => share / sum) });
  }
  const features = await onnx.features(network, layers, image(size.width, size.height, 5));
  const next = random(10);
  const content = [...features].map(([layer, { shape, data }]) => {
    const weights = Float32Array.from({ length: shape[2]! * shape[3]! }, () => 8 * next());
    return [layer, { shape, data, weights }] as const;
  });
  return { content: new Map(content), style };
}

/** An evaluator with its targets and a picture that leaves [0, 1] here and there. */
async function prepared(engine: Engine, family: Family, objective: Objective): Promise<Evaluator> {
  const evaluator = await engine.evaluator(family.network, objective, family.size);
  evaluator.setTargets(await targetsFor(family, objective));
  const next = random(7);
  for (let i = 0; i < evaluator.picture.length; i++) evaluator.picture[i] = 1.4 * next() - 0.2;
  return evaluator;
}

const NOTHING: Objective = { content: [], style: [], variation: 0, range: 0 };

/** Every form by itself at two layers, the styles at a part of the picture too. */
function objectivesFor([low, high]: readonly string[]): Record<string, Objective> {
  const content = CONTENT_FORMS.map((form) => {
    const terms = [low, high].map((layer) => ({ layer, form, weight: 0.7 }));
    return [`content ${form}`, { ...NOTHING, content: terms }] as const;
  });
  const places = [low, high].map((layer) => {
    return { layer, form: 'relative', weight: 0.7, masked: true } as const;
  });
  const byPlace = ['content by place', { ...NOTHING, content: places }] as const;
  const style = STYLE_FORMS.map((form) => {
    const terms = [low, high].map((layer) => ({ layer, form, weight: 0.6 }));
    return [`style ${form}`, { ...NOTHING, style: terms }] as const;
  });
  const parts = STYLE_FORMS.map((form) => {
    const term = { layer: low, form, weight: 0.6, target: 'part', masked: true };
    return [`style ${form} of a part`, { ...NOTHING, style: [term] }] as const;
  });
  const unit = { layer: low, form: 'activation', weight: 1, unit: 2 } as const;
  const channel = ['one channel', { ...NOTHING, content: [unit] }] as const;
  return Object.fromEntries([...content, byPlace, ...style, ...parts, channel]);
}

function everything([low, high]: readonly [string, string]): Objective {
  return {
    content: [{ layer: high, form: 'relative', weight: 1 }],
    style: [low, high].map((layer) => ({ layer, form: 'covariance', weight: 0.6 })),
    variation: 0.6,
    curvature: 0.4,
    axes: 0.3,
    range: 5,
  };
}

/** The slope of the loss along half of the gradient's values, by central differences, over what the gradient says. */
async function differenceRatio(evaluator: Evaluator, step: number): Promise<number> {
  const [start, gradient] = [evaluator.picture.slice(), evaluator.gradient.slice()];
  const next = random(11);
  const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  const direction = gradient.map((value) => (next() < 0.5 ? value / length : 0));
  const slope = direction.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
  const at = async (t: number) => {
    for (let i = 0; i < start.length; i++) evaluator.picture[i] = start[i]! + t * direction[i]!;
    return (await evaluator.evaluate()).total;
  };
  return ((await at(step)) - (await at(-step))) / (2 * step) / slope;
}

async function agreeOn(family: Family, objective: Objective): Promise<void> {
  const evaluators = await Promise.all(engines.map((engine) => prepared(engine, family, objective)));
  const [a, b] = evaluators as [Evaluator, Evaluator];
  const [losses, others] = [await a.evaluate(), await b.evaluate()];
  for (const part of ['content', 'style', 'smoothness', 'total'] as const) {
    const off = Math.abs(losses[part] - others[part]);
    assert.ok(off <= AGREEMENT * Math.abs(losses[part]), `${part}: ${losses[part]}, ${others[part]}`);
  }
  close(a.gradient, b.gradient, 'gradient');
  for (const evaluator of evaluators) {
    const step = objective.style.some(({ form }) => needsSamples(form)) ? STEP.kinked : STEP.smooth;
    const ratio = await differenceRatio(evaluator, step);
    assert.ok(Math.abs(ratio - 1) < 1e-2, `differences over gradient: ${ratio}`);
    await evaluator.close();
  }
}

for (const family of FAMILIES) {
  const { network, layers, size } = family;

  for (const pooling of POOLINGS) {
    const pooled: Network = { ...network, pooling };

    test(`${network.name}, ${pooling}: the same features and statistics`, async () => {
      const picture = image(size.width, size.height, 3);
      const [features, others] = (await Promise.all(
        engines.map((e) => e.features(pooled, layers, picture)),
      )) as [
        Map<string, import('../models/tensor-file.ts').Tensor>,
        Map<string, import('../models/tensor-file.ts').Tensor>,
      ];
      const [own, their] = (await Promise.all(engines.map((e) => e.statistics(pooled, layers, picture)))) as [
        Map<string, import('../networks/network.ts').LayerStatistics>,
        Map<string, import('../networks/network.ts').LayerStatistics>,
      ];
      for (const layer of layers) {
        assert.deepEqual(others.get(layer)!.shape, features.get(layer)!.shape);
        close(features.get(layer)!.data, others.get(layer)!.data, layer);
        close(own.get(layer)!.mean, their.get(layer)!.mean, `mean at ${layer}`);
        close(own.get(layer)!.covariance, their.get(layer)!.covariance, `covariance at ${layer}`);
      }
    });

    test(`${network.name}, ${pooling}: the same losses and gradient of everything together`, () =>
      agreeOn({ ...family, network: pooled }, everything(layers as [string, string])));
  }

  for (const [name, objective] of Object.entries(objectivesFor(layers))) {
    test(`${network.name}, ${name}: the same loss and gradient`, () => agreeOn(family, objective));
  }
}

test('the shipped compact network with the objective that ships: the same losses and gradient', async () => {
  const network = await loadPerceptual();
  const layers = [...OBJECTIVE.content, ...OBJECTIVE.style].map(({ layer }) => layer);
  await agreeOn({ network, layers, size: { width: 48, height: 40 } }, OBJECTIVE);
});

test('the same picture out of the transform network', async () => {
  const network = await loadTransform();
  const style = [...network.styles.values()][0]!;
  const [a, b] = (await Promise.all(engines.map((e) => e.transform(network, image(48, 64, 8), style)))) as [
    Image,
    Image,
  ];
  const worst = a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
  assert.ok(worst < AGREEMENT_OF_PICTURES, `off by ${worst}`);
});

test('the same faces out of the detector', async () => {
  const detector = await loadFaceDetector();
  const picture = toPlanar(image(detector.side, detector.side, 12)).map((value) => 2 * value - 1);
  const [a, b] = await Promise.all(engines.map((engine) => engine.detect(detector, picture)));
  a!.forEach(({ scores, boxes }, head) => {
    close(scores, b![head]!.scores, `scores ${head}`);
    close(boxes, b![head]!.boxes, `boxes ${head}`);
  });
});

for (const shape of [{}, { unshuffle: true, ups: 2 }, { coarse: 1 }, { coarse: 2 }] as const) {
  test(`the same batch and gradient by the style, network ${JSON.stringify(shape)}`, async () => {
    const network = randomTransform(1, shape);
    const batches = await Promise.all(
      engines.map((engine) => engine.transformBatch!(network, { width: 48, height: 32, batch: 2 })),
    );
    for (const batch of batches) {
      batch.pictures.set(batch.pictures.map(random(1)));
      batch.style.set(network.styles.get('some')!);
      batch.upstream.set(batch.upstream.map(random(2)));
      await batch.forward();
      await batch.backward();
    }
    const [a, b] = [batches[0]!, batches[1]!];
    close(a.results, b.results, 'results');
    close(a.gradient, b.gradient, 'gradient');
    for (const batch of batches) await batch.close();
  });
}
