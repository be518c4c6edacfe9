import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image } from '../../images/image.ts';
import { loadPerceptual } from '../../networks/perceptual.ts';
import { loadTransform } from '../../networks/transform-file.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import { OBJECTIVE as SHIPPED } from '../../objective/objectives.ts';
import { random } from '../../random.ts';
import { FAMILIES } from '../../testing/agree-networks.ts';
import { loadTensorflow } from './load.ts';
import { TensorflowEngine } from './tensorflow-engine.ts';

/** What agree.test.ts does not show: what is left behind. */

const handlers = () =>
  process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
const handlersBefore = handlers();
const loaded = await loadTensorflow(['wasm']);
const handlersAfter = handlers(); // the test runner adds its own later
const { tf } = loaded;
const engine = new TensorflowEngine(loaded, 'test');
after(() => engine.close());

const { network, layers, size } = FAMILIES[0]!;
const [low, high] = layers as [string, string];
const OBJECTIVE: Objective = {
  content: [
    { layer: high, form: 'relative', weight: 1 },
    { layer: low, form: 'activation', weight: 0.1 },
  ],
  style: [
    { layer: low, form: 'covariance', weight: 1 },
    { layer: low, form: 'gatys', weight: 1, target: 'part', masked: true },
    { layer: high, form: 'wasserstein', weight: 1 },
  ],
  variation: 1,
  range: 1,
};

function image(seed: number): Image {
  const next = random(seed);
  return { ...size, data: Float32Array.from({ length: size.width * size.height * 3 }, next) };
}

async function targets() {
  const statistics = await engine.statistics(network, layers, image(1));
  const positions = Math.floor(size.width / 2) * Math.floor(size.height / 2);
  const part = {
    ...statistics.get(low!)!,
    positions: new Float32Array(positions).fill(1 / positions),
  };
  return {
    content: await engine.features(network, layers, image(2)),
    style: new Map([...statistics, ['part', part]]),
  };
}

test('nothing leaks: as many tensors after n evaluations as before, and none after close', async () => {
  const evaluator = await engine.evaluator(network, OBJECTIVE, size);
  evaluator.setTargets(await targets());
  evaluator.picture.set(image(3).data);
  await evaluator.evaluate();
  const { numTensors, numBytes } = tf.memory();
  assert.ok(numTensors > 0);
  for (let i = 0; i < 5; i++) await evaluator.evaluate();
  assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
  evaluator.setTargets(await targets());
  assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes], 'new targets');
  await evaluator.close();
  assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [0, 0]);
});

test('a target that is missing leaves nothing behind either', async () => {
  const evaluator = await engine.evaluator(network, OBJECTIVE, size);
  const { style } = await targets();
  assert.throws(() => evaluator.setTargets({ content: new Map(), style }), /content target for conv5_1/);
  const { content } = await targets();
  assert.throws(() => evaluator.setTargets({ content, style: new Map() }), /style target for conv2_1/);
  await evaluator.close();
  assert.equal(tf.memory().numTensors, 0);
});

test('the same picture gives the same losses and gradient, bit for bit', async () => {
  const evaluator = await engine.evaluator(network, OBJECTIVE, size);
  evaluator.setTargets(await targets());
  evaluator.picture.set(image(3).data);
  const losses = await evaluator.evaluate();
  const gradient = evaluator.gradient.slice();
  assert.deepEqual(await evaluator.evaluate(), losses);
  assert.deepEqual(evaluator.gradient, gradient);
  await evaluator.close();
});

test('without its gradient a loss is the same', async () => {
  const all = await targets();
  const totals = [];
  for (const gradient of [true, false]) {
    const evaluator = await engine.evaluator(network, OBJECTIVE, size, { gradient });
    evaluator.setTargets(all);
    evaluator.picture.set(image(3).data);
    totals.push((await evaluator.evaluate()).total);
    await evaluator.close();
  }
  assert.equal(totals[0], totals[1]);
  assert.equal(tf.memory().numTensors, 0);
});

test('timers fire between evaluations, though tfjs computes on their thread', async () => {
  const evaluator = await engine.evaluator(network, OBJECTIVE, size);
  evaluator.setTargets(await targets());
  let fired = 0;
  const timer = setInterval(() => fired++, 0);
  for (let i = 0; i < 5; i++) await evaluator.evaluate();
  clearInterval(timer);
  assert.ok(fired > 0);
  await evaluator.close();
});

test('no step holds the thread for long, and a signal ends a computation between two of them', async () => {
  const [transform, loss] = [await loadTransform(), await loadPerceptual()];
  const style = [...transform.styles.values()][0]!;
  const next = random(5);
  const photo = { width: 256, height: 256, data: Float32Array.from({ length: 3 * 256 ** 2 }, next) };
  const evaluator = await engine.evaluator(loss, SHIPPED, photo);
  evaluator.setTargets({
    content: await engine.features(loss, layersOf(SHIPPED.content), photo),
    style: await engine.statistics(loss, layersOf(SHIPPED.style), photo),
  });
  const before = tf.memory().numTensors;
  for (const work of [
    (signal?: AbortSignal) => engine.transform(transform, photo, style, signal),
    (signal?: AbortSignal) => evaluator.evaluate(signal),
  ]) {
    let fired = 0;
    const timer = setInterval(() => fired++, 0);
    await work();
    clearInterval(timer);
    assert.ok(fired > 20, `timers fired ${fired} times`);
    const controller = new AbortController();
    let turns = 0;
    const ending = setInterval(() => ++turns === 5 && controller.abort(), 0);
    await assert.rejects(work(controller.signal), { code: 'job.cancelled' });
    clearInterval(ending);
    assert.ok(turns < 10, `${turns} turns until it ended`);
    assert.equal(tf.memory().numTensors, before, 'tensors of what was cancelled');
  }
  await evaluator.close();
});

test('what WebAssembly could not hold is refused before anything is computed', async () => {
  const loss = await loadPerceptual();
  assert.ok(engine.memoryPlan(loss, SHIPPED, { width: 1024, height: 1024 }).bytes > 1e9);
  const huge = { width: 2048, height: 2048 };
  assert.throws(() => engine.memoryPlan(loss, SHIPPED, huge), { code: 'engine.out-of-memory' });
  await assert.rejects(engine.evaluator(loss, SHIPPED, huge), { code: 'engine.out-of-memory' });
});

test('at the end of WebAssembly’s 4 GB an error comes, not a wrong picture', () => {
  const backend = tf.backend() as unknown as {
    write(values: null, shape: number[], type: 'float32'): object;
    disposeData(id: object, force: boolean): void;
  };
  const gigabytes = (n: number) => backend.write(null, [n * 2 ** 28], 'float32');
  const first = gigabytes(3); // asked for and never touched
  assert.throws(() => gigabytes(2), { code: 'engine.out-of-memory' });
  backend.disposeData(first, true);
});

test('loading it leaves the process’s handlers of errors as they were', () => {
  assert.equal(handlersAfter, handlersBefore);
});
