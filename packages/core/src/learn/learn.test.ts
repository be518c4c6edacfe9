import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { OnnxEngine } from '../engines/onnx/onnx-engine.ts';
import type { Image } from '../images/image.ts';
import { GATYS_LAYERS } from '../objective/objectives.ts';
import { random } from '../random.ts';
import { imageStatistics } from '../styles/image-style.ts';
import { randomPerceptual } from '../testing/random-perceptual.ts';
import { randomTransform } from '../testing/random-transform.ts';
import { Judge } from './judge.ts';
import { learn } from './learn.ts';
import { lossAndGradientOf, lossOf } from './lesson-loss.ts';
import { lessonsFrom, ROW } from './lessons.ts';
import { CROPS, SIDE } from './options.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());
const [network, net] = [randomPerceptual(), randomTransform()];

/** Waves with a little noise: something to see at every size. */
function picture(width: number, height: number, seed: number): Image {
  const next = random(seed);
  const data = new Float32Array(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    data[i] = 0.5 + 0.35 * Math.sin(x / (4 + 2 * c + seed) + (c * y) / 9) + 0.1 * (next() - 0.5);
  }
  return { width, height, data };
}

const [photos, painting] = [[picture(200, 180, 1), picture(170, 210, 2)], picture(150, 120, 5)];

/** A lesson, the judge of the painting and the network: what learning is made of. */
async function opened(seed: number) {
  const lesson = (await lessonsFrom({ engine, network, photos, grain: net.grain, count: 1, seed }))[0]!;
  const near = await imageStatistics(engine, network, GATYS_LAYERS, painting, 120);
  const far = await imageStatistics(engine, network, GATYS_LAYERS, painting, 64);
  const judge = await Judge.open({ engine, network, size: ROW, near, far, contentWeight: 0.4 });
  const batch = await engine.transformBatch(net, { width: SIDE, height: SIDE, batch: CROPS });
  const close = () => Promise.all([judge.close(), batch.close()]);
  const lossAt = async (vector: Float32Array) => {
    batch.style.set(vector);
    return (await lossOf(batch, judge, lesson)).total;
  };
  return { lesson, judge, batch, lossAt, close };
}

const START = net.styles.get('some')!;

test('the gradient of the whole, from style vector to losses, equals central differences', async () => {
  const { lesson, judge, batch, lossAt, close } = await opened(1);
  batch.style.set(START);
  const losses = await lossAndGradientOf(batch, judge, lesson);
  assert.ok(losses.content > 0 && losses.style > 0 && losses.smoothness > 0);
  const gradient = batch.gradient.slice();
  for (const seed of [1, 2]) {
    // random halves of the gradient: far above float32's noise, and a wrong sign or place anywhere shows
    const next = random(seed);
    const length = Math.hypot(...gradient);
    const direction = gradient.map((value) => (next() < 0.5 ? value / length : 0));
    const slope = direction.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
    const step = 0.01;
    const at = (t: number) => lossAt(START.map((value, i) => value + t * direction[i]!));
    const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
    assert.ok(Math.abs(numeric / slope - 1) < 0.03, `slope ${slope}, by differences ${numeric}`);
  }
  await close();
});

test('learning lowers the loss, also on crops that were not learnt on', async () => {
  const { vector, losses, start } = await learn({
    ...{ engine, network, transform: net, painting, photos },
    steps: 15,
  });
  assert.equal(start, 'some');
  assert.deepEqual(
    losses.map(({ iteration }) => iteration),
    [10, 15],
  );
  const { lossAt, close } = await opened(99);
  const [before, after] = [await lossAt(START), await lossAt(vector)];
  assert.ok(after < 0.97 * before, `${before} → ${after}`);
  await close();
});

test('the same seed learns the same, another one something else', async () => {
  const of = async (seed: number) => {
    return (await learn({ engine, network, transform: net, painting, photos, steps: 2, seed })).vector;
  };
  const first = await of(3);
  assert.deepEqual(await of(3), first);
  assert.notDeepEqual(await of(4), first);
});

test('an engine without that gradient, and a signal, end it with their own errors', async () => {
  const request = { engine, network, transform: net, painting, photos, steps: 2 };
  const without = Object.create(engine, { transformBatch: { value: undefined } }) as OnnxEngine;
  await assert.rejects(learn({ ...request, engine: without }), { code: 'engine.unavailable' });
  await assert.rejects(learn({ ...request, signal: AbortSignal.abort() }), { code: 'job.cancelled' });
  await assert.rejects(learn({ ...request, steps: 0 }), { code: 'option.invalid' });
});
