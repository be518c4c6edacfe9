import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from './load.ts';
import { type Steps, step } from './steps.ts';

/** Multiplications of one step, below a third of a second in WebAssembly (4·10⁹ a second on one thread). */
const MOST_WORK = 1e9;

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
  const strips = Math.min(rows, Math.ceil((rows * columns * side ** 2 * input * output) / MOST_WORK));
  const convolved = (piece: Tensor4D) =>
    tf.fused.conv2d({
      x: piece,
      filter: kernel,
      strides: stride,
      pad: 0,
      bias,
      activation: relu ? 'relu' : 'linear',
    });
  if (strips === 1) return yield* step(() => convolved(x));
  const pieces: Tensor4D[] = [];
  for (let i = 0; i < strips; i++) {
    const [from, to] = [Math.floor((i * rows) / strips), Math.floor(((i + 1) * rows) / strips)];
    const size = [1, (to - from - 1) * stride + side, width, channels] as const;
    const piece = yield* step(() => convolved(tf.slice(x, [0, from * stride, 0, 0], [...size])));
    pieces.push(piece);
  }
  const whole = yield* step(() => tf.concat(pieces, 1));
  tf.dispose(pieces);
  return whole;
}
