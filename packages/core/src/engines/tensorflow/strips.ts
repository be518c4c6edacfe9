import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from './load.ts';
import { type Steps, step } from './steps.ts';

/** Multiplications of one step: a tenth of a second in WebAssembly, on one thread of a processor that is free. */
const MOST_WORK = 3e8;

/** Rows from `from` to `to` */
export interface Strip {
  readonly from: number;
  readonly to: number;
}

/** As equal as can be; work: multiplications of all rows */
export function stripsOf(rows: number, work: number): Strip[] {
  const count = Math.max(1, Math.min(rows, Math.ceil(work / MOST_WORK)));
  const beginOf = (i: number) => Math.floor((i * rows) / count);
  return Array.from({ length: count }, (_, i) => ({ from: beginOf(i), to: beginOf(i + 1) }));
}

/** A convolution of what is padded already: kernel [k, k, in, out]. */
export interface Plain {
  readonly kernel: Tensor4D;
  readonly bias?: Tensor1D;
  readonly stride: number;
  readonly relu?: boolean;
}

/** In strips of rows, one a step, where one piece would hold the thread for long. x: [1, H, W, in] */
export function* inStrips(tf: Tf, x: Tensor4D, { kernel, bias, stride, relu }: Plain): Steps<Tensor4D> {
  const [side, , input, output] = kernel.shape;
  const [, height, width, channels] = x.shape;
  const rows = Math.floor((height - side) / stride) + 1;
  const columns = Math.floor((width - side) / stride) + 1;
  const strips = stripsOf(rows, rows * columns * side ** 2 * input * output);
  const convolved = (piece: Tensor4D) =>
    tf.fused.conv2d({
      x: piece,
      filter: kernel,
      strides: stride,
      pad: 0,
      ...(bias && { bias }),
      activation: relu ? 'relu' : 'linear',
    });
  if (strips.length === 1) return yield* step(() => convolved(x));
  const pieces: Tensor4D[] = [];
  for (const { from, to } of strips) {
    const size: Tensor4D['shape'] = [1, (to - from - 1) * stride + side, width, channels];
    pieces.push(yield* step(() => convolved(tf.slice(x, [0, from * stride, 0, 0], size))));
  }
  const whole = yield* step(() => tf.concat(pieces, 1));
  tf.dispose(pieces);
  return whole;
}
