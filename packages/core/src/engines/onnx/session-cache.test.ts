import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Graph } from './graph.ts';
import { identityOf, SessionCache } from './session-cache.ts';

const OPTIONS: InferenceSession.SessionOptions = { executionProviders: ['cpu'], intraOpNumThreads: 1 };

/** y = factor · x, and how often it was compiled. */
function multiplier(factor: number) {
  let compiled = 0;
  const compile = () => {
    compiled++;
    const graph = new Graph();
    graph.output('y', graph.node('Mul', [graph.input('x', [1]), graph.scalar(factor)]), [1]);
    return graph.finish();
  };
  return { compile, compiled: () => compiled };
}

async function run(session: InferenceSession): Promise<number> {
  const { y } = await session.run({ x: new OrtTensor('float32', Float32Array.of(3), [1]) });
  return (y!.data as Float32Array)[0]!;
}

test('a key is compiled once, also for callers at the same moment', async () => {
  const cache = new SessionCache(OPTIONS, 2);
  const double = multiplier(2);
  const results = await Promise.all([1, 2, 3].map(() => cache.use('double', double.compile, run)));
  assert.deepEqual(results, [6, 6, 6]);
  assert.equal(await cache.use('double', double.compile, run), 6);
  assert.equal(double.compiled(), 1);
  await cache.close();
});

test('the least recently used one falls out', async () => {
  const cache = new SessionCache(OPTIONS, 2);
  const [two, three, four] = [multiplier(2), multiplier(3), multiplier(4)];
  await cache.use('two', two.compile, run);
  await cache.use('three', three.compile, run);
  await cache.use('two', two.compile, run);
  await cache.use('four', four.compile, run);
  await cache.use('two', two.compile, run);
  assert.equal(two.compiled(), 1);
  assert.equal(await cache.use('three', three.compile, run), 9);
  assert.equal(three.compiled(), 2);
  await cache.close();
});

test('one that falls out, or is closed over, runs on for those who have it', async () => {
  const cache = new SessionCache(OPTIONS, 1);
  const { session, release } = await cache.acquire('two', multiplier(2).compile);
  await cache.use('three', multiplier(3).compile, run);
  await cache.close();
  assert.equal(await run(session), 6);
  await release();
  await assert.rejects(run(session), 'released with its last user');
});

test('a failure is not kept', async () => {
  const cache = new SessionCache(OPTIONS, 2);
  const broken = () => Uint8Array.of(1, 2, 3);
  await assert.rejects(cache.use('two', broken, run));
  assert.equal(await cache.use('two', multiplier(2).compile, run), 6);
  await cache.close();
});

test('identity is of the object, not of what it holds', () => {
  const one = { digest: 'same' };
  assert.equal(identityOf(one), identityOf(one));
  assert.notEqual(identityOf(one), identityOf({ digest: 'same' }));
});
