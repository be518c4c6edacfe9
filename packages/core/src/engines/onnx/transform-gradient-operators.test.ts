import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { random } from '../../random.ts';
import { Graph, type Value } from './graph.ts';
import { upsample } from './operators.ts';
import * as op from './transform-gradient-operators.ts';

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function values(length: number, seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length }, () => 2 * next() - 1);
}

interface Operation {
  /** the input with respect to which the gradient is checked, then further inputs */
  inputs: readonly (readonly number[])[];
  output: readonly number[];
  /** the result, and its gradient with respect to the first input */
  emit(graph: Graph, inputs: readonly Value[], r: Value): { y: Value; gradient: () => Value };
  step?: number;
}

/** With L = Σ r · y for random r: dL/dx, value by value, against central differences. */
async function check({ inputs, output, emit, step = 1 }: Operation): Promise<void> {
  const graph = new Graph();
  const names = inputs.map((shape, i) => graph.input(`x${i}`, shape));
  const r = graph.input('r', output);
  const { y, gradient } = emit(graph, names, r);
  graph.output('y', y, output);
  graph.output('gradient', gradient(), inputs[0]!);
  const session = await InferenceSession.create(graph.finish(), { logSeverityLevel: 3 });
  const data = inputs.map((shape, i) => values(count(shape), i + 1));
  const direction = values(count(output), 99);
  const run = async () => {
    const feeds = Object.fromEntries(
      inputs.map((shape, i) => [`x${i}`, new OrtTensor('float32', data[i]!, shape)]),
    );
    const results = await session.run({ ...feeds, r: new OrtTensor('float32', direction, output) });
    const loss = (results.y!.data as Float32Array).reduce((sum, value, i) => sum + value * direction[i]!, 0);
    return { loss, gradient: results.gradient!.data as Float32Array };
  };
  const analytic = (await run()).gradient;
  const point = data[0]!;
  for (let i = 0; i < point.length; i++) {
    const centre = point[i]!;
    const at = async (value: number) => {
      point[i] = value;
      return (await run()).loss;
    };
    const numeric = ((await at(centre + step)) - (await at(centre - step))) / (2 * step);
    point[i] = centre;
    const close = Math.abs(numeric - analytic[i]!) < 3e-3;
    assert.ok(close, `value ${i}: ${analytic[i]}, by differences ${numeric}`);
  }
  await session.release();
}

const NORMALISED = {
  input: [2, 3, 4, 5],
  style: [3],
  normalise: (graph: Graph, x: Value, scale: Value, shift: Value) =>
    op.normaliseInstance(graph, x, { scale, shift, positions: 20, epsilon: 1e-2 }),
};

test('instance normalisation, its input', () =>
  check({
    inputs: [NORMALISED.input, NORMALISED.style, NORMALISED.style],
    output: NORMALISED.input,
    step: 0.01,
    emit: (graph, [x, scale, shift], r) => {
      const { result, adjoint } = NORMALISED.normalise(graph, x!, scale!, shift!);
      return { y: result, gradient: () => adjoint(r).input() };
    },
  }));

for (const which of ['scale', 'shift'] as const) {
  test(`instance normalisation, its ${which}, summed over the batch`, () =>
    check({
      inputs: [NORMALISED.style, NORMALISED.style, NORMALISED.input],
      output: NORMALISED.input,
      emit: (graph, [mine, other, x], r) => {
        const [scale, shift] = which === 'scale' ? [mine, other] : [other, mine];
        const { result, adjoint } = NORMALISED.normalise(graph, x!, scale!, shift!);
        return { y: result, gradient: () => adjoint(r)[which] };
      },
    }));
}

test('nearest up-sampling', () =>
  check({
    inputs: [[2, 2, 3, 4]],
    output: [2, 2, 6, 8],
    emit: (graph, [x], r) => ({ y: upsample(graph, x!), gradient: () => op.upsampleAdjoint(graph, r) }),
  }));
