import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import type { Network } from '../../networks/network.ts';
import { type Objective, STYLE_FORMS, type StyleTarget } from '../../objective/objective.ts';
import { random } from '../../random.ts';
import { lookedAt } from '../../testing/looked-at.ts';
import { toPlanar } from '../planar.ts';
import { OnnxEngine } from './onnx-engine.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

function tensor(shape: number[], seed: number, scale: number): Tensor {
  const next = random(seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length }, () => scale * (2 * next() - 1)) };
}

/** One convolution of 4 channels: a position of the feature is a pixel of the picture. */
const NETWORK: Network = {
  name: 'tiny',
  digest: 'tiny',
  scale: [2, 2, 2],
  shift: [-1, -1, -1],
  padding: 'zero',
  pooling: 'average',
  layers: [
    {
      kind: 'convolution',
      name: 'one',
      weight: tensor([4, 3, 3, 3], 1, 0.7),
      bias: tensor([4], 2, 0.5),
      stride: 1,
      pad: 1,
      relu: true,
    },
  ],
};
const [WIDTH, HEIGHT] = [8, 7];
const M = WIDTH * HEIGHT;

function image(width: number, height: number, seed: number): Image {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, next) };
}

function normalised(values: Float32Array): Float32Array {
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}

const PAINTINGS = {
  left: (await lookedAt(engine, NETWORK, ['one'], image(12, 9, 8))).get('one')!,
  right: (await lookedAt(engine, NETWORK, ['one'], image(10, 10, 9))).get('one')!,
};

function terms(form: Objective['style'][number]['form']): Objective {
  const style = (['left', 'right'] as const).map((target) => {
    return { layer: 'one', form, weight: 0.6, target, masked: true };
  });
  return { content: [], style, variation: 0, range: 0 };
}

async function evaluator(objective: Objective, style: Record<string, StyleTarget>) {
  const made = await engine.evaluator(NETWORK, objective, { width: WIDTH, height: HEIGHT });
  made.setTargets({ content: new Map(), style: new Map(Object.entries(style)) });
  toPlanar(image(WIDTH, HEIGHT, 3), made.picture);
  return made;
}

/** Soft: no two positions count alike. */
const SOFT = Float32Array.from({ length: M }, (_, i) => 0.1 + (i % WIDTH) / WIDTH);
const SHARES = { left: normalised(SOFT.map((value) => 1.2 - value)), right: normalised(SOFT) };

for (const form of STYLE_FORMS) {
  test(`${form}: the gradient of two soft regions equals central differences`, async () => {
    const made = await evaluator(terms(form), {
      left: { ...PAINTINGS.left, positions: SHARES.left },
      right: { ...PAINTINGS.right, positions: SHARES.right },
    });
    await made.evaluate();
    const gradient = made.gradient.slice();
    const start = made.picture.slice();
    const length = Math.hypot(...gradient);
    for (let seed = 1; seed <= 4; seed++) {
      const next = random(seed);
      const direction = gradient.map((value) => (next() < 0.5 ? value / length : 0));
      const slope = direction.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
      const at = async (t: number) => {
        for (let i = 0; i < start.length; i++) made.picture[i] = start[i]! + t * direction[i]!;
        return (await made.evaluate()).total;
      };
      const numeric = ((await at(2e-3)) - (await at(-2e-3))) / 4e-3;
      assert.ok(Math.abs(numeric / slope - 1) < 5e-3, `slope ${slope}, by differences ${numeric}`);
    }
    await made.close();
  });

  test(`${form}: equal shares everywhere are the same as no mask`, async () => {
    const [layer, weight] = ['one', 0.6];
    const objective = { content: [], variation: 0, range: 0 };
    const even = new Float32Array(M).fill(1 / M);
    const masked = await evaluator(
      { ...objective, style: [{ layer, form, weight, masked: true }] },
      { one: { ...PAINTINGS.left, positions: even } },
    );
    const plain = await evaluator(
      { ...objective, style: [{ layer, form, weight }] },
      { one: PAINTINGS.left },
    );
    const [a, b] = [await masked.evaluate(), await plain.evaluate()];
    assert.ok(Math.abs(a.total / b.total - 1) < 1e-4, `${a.total} and ${b.total}`);
    const apart = Math.hypot(...masked.gradient.map((value, i) => value - plain.gradient[i]!));
    assert.ok(apart < 1e-3 * Math.hypot(...plain.gradient), `gradients differ by ${apart}`);
    await masked.close();
    await plain.close();
  });
}

test('a region pulls at nothing outside it but what its features see there', async () => {
  const half = Float32Array.from({ length: M }, (_, i) => (i % WIDTH < 4 ? 1 : 0));
  const made = await evaluator(
    {
      content: [],
      style: [{ layer: 'one', form: 'covariance', weight: 1, masked: true }],
      variation: 0,
      range: 0,
    },
    { one: { ...PAINTINGS.left, positions: normalised(half) } },
  );
  await made.evaluate();
  const largest = (from: number, to: number) =>
    made.gradient.reduce((most, value, i) => {
      const x = i % WIDTH;
      return x >= from && x < to ? Math.max(most, Math.abs(value)) : most;
    }, 0);
  assert.ok(largest(0, 4) > 0);
  assert.ok(largest(4, 5) > 0, 'the 3×3 convolution sees one pixel further');
  assert.equal(largest(5, WIDTH), 0);
  await made.close();
});

test('a masked term without positions is refused', async () => {
  await assert.rejects(evaluator(terms('covariance'), PAINTINGS), /positions/);
});
