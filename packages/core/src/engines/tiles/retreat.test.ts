import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Targets } from '../../objective/objective.ts';
import type { Evaluator } from '../engine.ts';
import { isOutOfMemory, RetreatingEvaluator } from './retreat.ts';

const LOSSES = { content: 1, style: 2, smoothness: 3, total: 6 };
const TARGETS: Targets = { content: new Map(), style: new Map() };

/** An evaluator that notes what happens to it and fails as told. */
function evaluator(name: string, log: string[], fails?: string): Evaluator {
  return {
    picture: new Float32Array(3),
    gradient: new Float32Array(3),
    setTargets: (targets) => log.push(`${name} targets ${targets === TARGETS}`),
    async evaluate() {
      log.push(`${name} evaluate`);
      if (fails !== undefined) throw new Error(fails);
      return LOSSES;
    },
    async close() {
      log.push(`${name} close`);
    },
  };
}

test('when memory runs out the next smaller evaluator takes over, with the same targets', async () => {
  const log: string[] = [];
  const queue = [evaluator('b', log, 'std::bad_alloc'), evaluator('c', log)];
  const failing = evaluator('a', log, 'Failed to allocate memory for requested buffer of size 99');
  const retreating = new RetreatingEvaluator(failing, async () => queue.shift());
  retreating.setTargets(TARGETS);
  assert.deepEqual(await retreating.evaluate(), LOSSES);
  await retreating.close();
  const taken = (name: string) => [`${name} targets true`, `${name} evaluate`, `${name} close`];
  assert.deepEqual(log, [...taken('a'), ...taken('b'), ...taken('c')]);
});

test('with nothing smaller left the picture is too large; other failures are told as they are', async () => {
  const last = new RetreatingEvaluator(evaluator('a', [], 'std::bad_alloc'), async () => undefined);
  await assert.rejects(last.evaluate(), { code: 'engine.out-of-memory' });
  const never = () => assert.fail('other failures are no reason to try again');
  await assert.rejects(
    new RetreatingEvaluator(evaluator('a', [], 'invalid shape'), never).evaluate(),
    /shape/,
  );
  assert.ok(!isOutOfMemory(new Error('no such file')));
});
