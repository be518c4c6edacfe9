import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { POOLINGS } from '../../networks/network.ts';
import { random } from '../../random.ts';
import { convolution, convolutionAdjoint } from './convolution.ts';
import { Graph, type Value } from './graph.ts';
import { depthToSpace, reluAdjoint } from './operators.ts';
import { outOfRange, totalVariation } from './picture-terms.ts';
import { pool, poolAdjoint } from './pooling.ts';

/**
 * Every operation against central differences: with L = Σ r · op(x) for random r, the emitted adjoint of r
 * must be dL/dx, value by value. Linear operations allow a large step, so that float32 is exact enough.
 */
interface Operation {
  /** x: [1, channels, height, width]; output has its own shape */
  input: number[];
  output: number[];
  forward(graph: Graph, x: Value): Value;
  adjoint(graph: Graph, gradient: Value, x: Value, y: Value): Value;
  step?: number;
}

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Values of both signs whose size is at least 0.1: away from the kink of ReLU and from ties. */
function values(length: number, seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length }, () => (next() < 0.5 ? -1 : 1) * (0.1 + next()));
}

async function check({ input, output, forward, adjoint, step = 0.05 }: Operation): Promise<void> {
  const graph = new Graph();
  const x = graph.input('x', input);
  const r = graph.input('r', output);
  const y = forward(graph, x);
  const product = graph.node('ReduceSum', [graph.node('Mul', [y, r])], { keepdims: 0 });
  graph.output('loss', product, []);
  graph.output('gradient', adjoint(graph, r, x, y), input);
  const session = await InferenceSession.create(graph.finish(), { logSeverityLevel: 3 });
  const point = values(count(input), 1);
  const direction = new OrtTensor('float32', values(count(output), 2), output);
  const run = async () => session.run({ x: new OrtTensor('float32', point, input), r: direction });
  const gradient = (await run()).gradient!.data as Float32Array;
  assert.equal(gradient.length, point.length);
  for (let i = 0; i < point.length; i++) {
    const centre = point[i]!;
    const at = async (value: number) => {
      point[i] = value;
      return ((await run()).loss!.data as Float32Array)[0]!;
    };
    const numeric = ((await at(centre + step)) - (await at(centre - step))) / (2 * step);
    point[i] = centre;
    assert.ok(
      Math.abs(numeric - gradient[i]!) < 2e-3,
      `value ${i}: ${gradient[i]}, by differences ${numeric}`,
    );
  }
  await session.release();
}

/** Kernel side, stride, pad, and the sizes to try: with and without pixels that no window sees, and tiny ones. */
const CONVOLUTIONS = [
  {
    side: 3,
    stride: 1,
    pad: 1,
    sizes: [
      [5, 6],
      [4, 4],
      [3, 2],
    ],
  },
  { side: 1, stride: 1, pad: 0, sizes: [[3, 4]] },
  { side: 1, stride: 2, pad: 0, sizes: [[4, 5]] },
  {
    side: 3,
    stride: 2,
    pad: 1,
    sizes: [
      [4, 5],
      [7, 6],
      [2, 3],
    ],
  },
  {
    side: 5,
    stride: 1,
    pad: 2,
    sizes: [
      [4, 6],
      [3, 3],
    ],
  },
  {
    side: 7,
    stride: 2,
    pad: 3,
    sizes: [
      [7, 8],
      [4, 5],
    ],
  },
  {
    side: 11,
    stride: 4,
    pad: 2,
    sizes: [
      [15, 9],
      [12, 14],
    ],
  },
];
for (const padding of ['reflect', 'zero'] as const) {
  for (const { side, stride, pad, sizes } of CONVOLUTIONS) {
    const ways = side === 3 && stride === 1 ? (['direct', 'winograd'] as const) : (['direct'] as const);
    for (const [height, width] of sizes as [number, number][]) {
      for (const way of ways) {
        const of = `of ${width}×${height}, ${way}`;
        test(`${side}×${side} convolution, stride ${stride}, ${padding} padding ${pad}, ${of}`, () => {
          const weight = { shape: [2, 3, side, side], data: values(6 * side * side, 3) };
          const algorithm = { forward: way, adjoint: way };
          const layer = { weight, bias: { shape: [2], data: values(2, 4) }, stride, pad, algorithm };
          const steps = (length: number) => Math.floor((length + 2 * pad - side) / stride) + 1;
          const size = { height, width };
          return check({
            input: [1, 3, height, width],
            output: [1, 2, steps(height), steps(width)],
            forward: (graph, x) => convolution(graph, x, layer, padding, size),
            adjoint: (graph, r) => convolutionAdjoint(graph, r, layer, padding, size),
            step: 1,
          });
        });
      }
    }
  }
}

const POOLS = [
  {
    size: 2,
    stride: 2,
    pad: 0,
    sizes: [
      [4, 6],
      [5, 7],
    ],
  },
  {
    size: 3,
    stride: 2,
    pad: 0,
    sizes: [
      [5, 7],
      [6, 8],
    ],
  },
  {
    size: 3,
    stride: 2,
    pad: 1,
    sizes: [
      [5, 7],
      [6, 4],
    ],
  },
];
for (const kind of POOLINGS) {
  for (const { size, stride, pad, sizes } of POOLS) {
    for (const [height, width] of sizes as [number, number][]) {
      test(`${kind} pooling of ${size}×${size}, stride ${stride}, pad ${pad}, of ${width}×${height}`, () => {
        const steps = (length: number) => Math.floor((length + 2 * pad - size) / stride) + 1;
        const window = { size, stride, pad };
        return check({
          input: [1, 2, height, width],
          output: [1, 2, steps(height), steps(width)],
          forward: (graph, x) => pool(graph, x, window, kind),
          adjoint: (graph, r, x, y) => poolAdjoint(graph, r, window, kind, { x, y }, { height, width }),
          step: { max: 1e-3, average: 1, l2: 2e-2 }[kind],
        });
      });
    }
  }
}

test('pooled values: the largest, the mean and the root of the mean square of what lies in the picture', async () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 1, 2, 2]);
  const window = { size: 3, stride: 2, pad: 1 };
  for (const kind of POOLINGS) graph.output(kind, pool(graph, x, window, kind), [1, 1, 1, 1]);
  const session = await InferenceSession.create(graph.finish(), { logSeverityLevel: 3 });
  const result = await session.run({
    x: new OrtTensor('float32', Float32Array.of(-1, -2, -3, -4), [1, 1, 2, 2]),
  });
  const at = (kind: string) => (result[kind]!.data as Float32Array)[0]!;
  assert.equal(at('max'), -1);
  assert.equal(at('average'), -2.5);
  assert.ok(Math.abs(at('l2') - Math.sqrt(30 / 4)) < 1e-6);
  await session.release();
});

test('ReLU', () =>
  check({
    input: [1, 2, 4, 5],
    output: [1, 2, 4, 5],
    forward: (graph, x) => graph.node('Relu', [x]),
    adjoint: (graph, gradient, _x, y) => reluAdjoint(graph, gradient, y),
  }));

const SIZE = { width: 5, height: 4 };
for (const [name, term] of Object.entries({ totalVariation, outOfRange })) {
  test(name, () =>
    check({
      input: [1, 3, SIZE.height, SIZE.width],
      output: [1],
      forward: (graph, x) =>
        graph.node('Mul', [term(graph, x, graph.scalar(3), SIZE).loss, graph.scalar(20)]),
      adjoint: (graph, gradient, x) => {
        const own = term(graph, x, graph.scalar(3), SIZE).gradient;
        return graph.node('Mul', [own, graph.node('Mul', [gradient, graph.scalar(20)])]);
      },
      step: 0.02,
    }),
  );
}

test('total variation of a step of one between two halves', async () => {
  const graph = new Graph();
  const x = graph.input('x', [1, 3, 2, 4]);
  graph.output('loss', totalVariation(graph, x, graph.scalar(1), { width: 4, height: 2 }).loss, []);
  const session = await InferenceSession.create(graph.finish(), { logSeverityLevel: 3 });
  const picture = Float32Array.from({ length: 24 }, (_, i) => (i % 4 < 2 ? 0 : 1));
  const { loss } = await session.run({ x: new OrtTensor('float32', picture, [1, 3, 2, 4]) });
  // Six rows with one step each, over 24 values.
  assert.ok(Math.abs((loss!.data as Float32Array)[0]! - 6 / 24) < 1e-6);
  await session.release();
});

for (const [channels, factor, crop] of [
  [1, 2, 0],
  [3, 2, 0],
  [4, 2, 1],
  [2, 3, 1],
] as const)
  test(`depth to space of ${channels} channels by ${factor}, cropped by ${crop}, number by number`, async () => {
    const [height, width] = [3, 4];
    const cells = factor ** 2;
    const [high, wide] = [factor * height - 2 * crop, factor * width - 2 * crop];
    const graph = new Graph();
    const x = graph.input('x', [1, channels * cells, height, width]);
    graph.output('y', depthToSpace(graph, x, channels, { factor, crop }), [1, channels, high, wide]);
    const session = await InferenceSession.create(graph.finish(), { logSeverityLevel: 3 });
    const data = values(channels * cells * height * width, 3);
    const { y } = await session.run({
      x: new OrtTensor('float32', data, [1, channels * cells, height, width]),
    });
    const expected = Array.from({ length: channels * high * wide }, (_, i) => {
      const [c, row, column] = [Math.floor(i / (high * wide)), Math.floor(i / wide) % high, i % wide];
      const [top, left] = [row + crop, column + crop];
      const cell = (top % factor) * factor + (left % factor);
      const place = Math.floor(top / factor) * width + Math.floor(left / factor);
      return data[(c * cells + cell) * height * width + place]!;
    });
    assert.deepEqual([...(y!.data as Float32Array)], expected);
  });
