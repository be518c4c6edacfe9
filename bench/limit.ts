import { availableParallelism } from 'node:os';
import { Graph } from '@atelier/core/engines/onnx/graph.ts';
import { featuresOf } from '@atelier/core/networks/layer-kinds.ts';
import { type Network, truncated } from '@atelier/core/networks/network.ts';
import { layersOf } from '@atelier/core/objective/objective.ts';
import { OBJECTIVE } from '@atelier/core/objective/objectives.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { median } from './measure.ts';

const SIDE = 1536;
const REPEATS = 15;

/**
 * Floating-point operations a second of the product of two large float32 matrices on all threads: about the most that
 * this machine gives to any arithmetic of this kind.
 */
export async function matrixProductRate(): Promise<number> {
  const graph = new Graph();
  const shape = [SIDE, SIDE];
  const [a, b] = ['a', 'b'].map((name) => graph.input(name, shape)) as [string, string];
  graph.output('product', graph.node('MatMul', [a, b]), shape);
  const session = await InferenceSession.create(graph.finish(), {
    intraOpNumThreads: availableParallelism(),
  });
  const matrix = new Tensor('float32', new Float32Array(SIDE * SIDE).fill(0.5), shape);
  const milliseconds = await median(REPEATS, () => session.run({ a: matrix, b: matrix }));
  await session.release();
  return (2 * SIDE ** 3) / (milliseconds / 1000);
}

/**
 * Floating-point operations of the convolutions of one loss + gradient at size × size, each computed as it is defined:
 * forwards, and once more for the gradient of the input.
 */
export function directWork(network: Network, size: number): number {
  const needed = truncated(network, [...layersOf(OBJECTIVE.content), ...layersOf(OBJECTIVE.style)]);
  const features = featuresOf(needed, size, size);
  const forwards = needed.layers.reduce((sum, layer, i) => {
    if (layer.kind !== 'convolution') return sum;
    return sum + 2 * layer.weight.data.length * features[i]!.height * features[i]!.width;
  }, 0);
  return 2 * forwards;
}
