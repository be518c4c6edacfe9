import type { Tensor } from '../../models/tensor-file.ts';
import type { PlainConvolution } from '../../networks/transform.ts';
import type { Graph, Value } from './graph.ts';
import { depthToSpace } from './operators.ts';

const TAPS = 3;

/** Whether `emitUpsampledConvolution` knows this kernel. */
export function isSplit({ weight }: PlainConvolution): boolean {
  return weight.shape[2] === TAPS && weight.shape[3] === TAPS;
}

/**
 * A 3×3 convolution of x enlarged by 2 (nearest), mirrored at the edges by 1, or where `pads` says: the value of eight
 * whole numbers, as the operator Pad takes them.
 *
 * Of the nine taps most fall on the same pixel of x, so each of the four pixels that one becomes needs only 2×2 of x: four
 * ninths of the multiplications, on a quarter of the places. The windows of one 2×2 convolution serve all four, as
 * channels, each at its own neighbour; laid out in reverse, these come to lie side by side, after one row and column too
 * many. What the enlarged picture mirrors is x's own edge.
 */
export function emitUpsampledConvolution(
  graph: Graph,
  x: Value,
  { weight, bias }: PlainConvolution,
  pads?: Value,
): Value {
  const [out, input] = weight.shape as [number, number];
  const around = pads ?? graph.integers([0, 0, 1, 1, 0, 0, 1, 1]);
  const padded = graph.node('Pad', [x, around], { mode: 'edge' });
  const biases = Float32Array.from({ length: 4 * out }, (_, i) => bias.data[i >> 2]!);
  const inputs = [
    padded,
    graph.tensor(quarters(weight), [4 * out, input, 2, 2]),
    graph.tensor(biases, [4 * out]),
  ];
  const windows = graph.node('Conv', inputs, { kernel_shape: [2, 2] });
  if (pads === undefined) return depthToSpace(graph, windows, out, { crop: 1 });
  return graph.node('Pad', [depthToSpace(graph, windows, out), graph.node('Neg', [pads])]);
}

/** [out, in, 3, 3] → [4·out, in, 2, 2]: channel 4·o + 2·p + q makes the pixel at (1 − p, 1 − q) of each four. */
function quarters({ shape, data }: Tensor): Float32Array {
  const [out, input] = shape as [number, number];
  const result = new Float32Array(4 * out * input * 4);
  for (let o = 0; o < out; o++) {
    for (let quarter = 0; quarter < 4; quarter++) {
      const [dy, dx] = [1 - (quarter >> 1), 1 - (quarter & 1)];
      for (let tap = 0; tap < TAPS ** 2; tap++) {
        const place = 2 * taken(Math.floor(tap / TAPS), dy) + taken(tap % TAPS, dx);
        for (let i = 0; i < input; i++) {
          result[((4 * o + quarter) * input + i) * 4 + place]! += data[(o * input + i) * TAPS ** 2 + tap]!;
        }
      }
    }
  }
  return result;
}

/** Which of the two pixels a tap falls on, along an axis: the first of the four has one before it, the second one behind. */
function taken(tap: number, place: number): number {
  return place === 0 ? Math.min(tap, 1) : tap >> 1;
}
