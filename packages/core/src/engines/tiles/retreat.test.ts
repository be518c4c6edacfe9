import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Targets } from '../../objective/objective.ts';
import type { Evaluator } from '../engine.ts';
import { asTooLarge, isOutOfMemory, RetreatingEvaluator, retreating } from './retreat.ts';

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

/** As they were said, on cards and elsewhere. */
const SAID = [
  'std::bad_alloc',
  'Exception during initialization: bad allocation',
  "Non-zero status code returned while running Conv node. Name:'' Status Message: bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool) Failed to allocate memory for requested buffer of size 4585490524",
  'BFCArena::AllocateRawInternal: Available memory of 536870912 is smaller than requested bytes of 1073741824',
  'CUDA failure 2: out of memory ; GPU=0 ; hostname=a ; file=cuda_allocator.cc ; line=48 ; expr=cudaMalloc((void**)&p, size);',
  'CUDA error cudaErrorMemoryAllocation:out of memory',
  'CUDA_ERROR_OUT_OF_MEMORY',
  'Cuda Error in allocate: 2 (out of memory)',
  'CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0 ; expr=cudnnCreate(&cudnn_handle_);',
  'CUDNN failure 4004: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=0',
  'CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED',
  'CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; expr=cublasCreate(&cublas_handle_);',
  'VK_ERROR_OUT_OF_DEVICE_MEMORY',
  'OOM when allocating tensor with shape[1,64,2048,2048]',
  'Array buffer allocation failed',
  'spawn ENOMEM',
];
for (const words of SAID) {
  test(`out of memory: “${words.slice(0, 60)}”`, () => assert.ok(isOutOfMemory(new Error(words))));
}

test('a task retreats until there is room; with no way left it is too large; other failures pass', async () => {
  const tried: number[] = [];
  const halve = (way: number) => (way > 1 ? way / 2 : undefined);
  const fits = (most: number, words = SAID[3]) => {
    return async (way: number) => {
      tried.push(way);
      if (way > most) throw new Error(words);
      return `in ${way}`;
    };
  };
  assert.equal(await retreating(8, halve, fits(2)), 'in 2');
  assert.deepEqual(tried.splice(0), [8, 4, 2]);
  await assert.rejects(retreating(2, halve, fits(0)), { code: 'engine.out-of-memory' });
  assert.deepEqual(tried.splice(0), [2, 1]);
  await assert.rejects(retreating(8, halve, fits(0, 'invalid shape')), /invalid shape/);
  assert.deepEqual(tried, [8]);
  const other = new Error('invalid shape');
  assert.equal(asTooLarge(other), other);
});
