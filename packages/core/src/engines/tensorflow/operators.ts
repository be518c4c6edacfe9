import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { Tensor as Weights } from '../../models/tensor-file.ts';
import { withAdjoint } from './adjoint.ts';
import type { Tf } from './load.ts';

/**
 * What tfjs differentiates wrongly or slowly, each with its own adjoint. Tensors are [1, H, W, N]: the
 * WebAssembly backend knows no other order.
 */

export interface Kernel {
  /** [k, k, in, out] */
  readonly forward: Tensor4D;
  /** rows and columns reversed: [k, k, out, in] */
  readonly adjoint: Tensor4D;
  /** [out] */
  readonly bias: Tensor1D;
}

/** weight: [out, in, k, k] */
export function kernelOf(tf: Tf, { weight, bias }: { weight: Weights; bias: Weights }): Kernel {
  const [forward, adjoint] = tf.tidy(() => {
    const published = tf.tensor4d(weight.data, weight.shape as Tensor4D['shape']);
    const reversed = tf.reverse(published, [2, 3]);
    return [tf.transpose(published, [2, 3, 1, 0]), tf.transpose(reversed, [2, 3, 0, 1])];
  });
  return { forward, adjoint, bias: tf.tensor1d(bias.data) };
}

export function disposeKernels(tf: Tf, kernels: Iterable<Kernel>): void {
  for (const { forward, adjoint, bias } of kernels) tf.dispose([forward, adjoint, bias]);
}

/** Convolution without padding, for tfjs's tape. */
export function convolution(tf: Tf, x: Tensor4D, kernel: Kernel, stride: number): Tensor4D {
  const { forward, adjoint, bias } = kernel;
  return withAdjoint(tf, x, () => ({
    value: tf.add(tf.conv2d(x, forward, stride, 0), bias) as Tensor4D,
    adjoint: (gradient: Tensor4D) => {
      const spread = spreadForAdjoint(tf, gradient, {
        kernel,
        stride,
        pad: 0,
        height: x.shape[1],
        width: x.shape[2],
      });
      return tf.conv2d(spread, adjoint, 1, 0);
    },
  }));
}

/** A convolution with `pad` zeros all round, over H × W */
export interface Geometry {
  readonly kernel: Kernel;
  readonly stride: number;
  readonly pad: number;
  readonly height: number;
  readonly width: number;
}

/**
 * The adjoint of a convolution is the convolution of this, the incoming gradient spread by the stride and with
 * zeros around it, with the reversed kernel: an order of magnitude faster than the backend's Conv2DBackpropInput.
 */
export function spreadForAdjoint(tf: Tf, gradient: Tensor4D, geometry: Geometry): Tensor4D {
  const { kernel, stride, pad, height, width } = geometry;
  const spread = spreadBy(tf, gradient, stride);
  const begin = kernel.forward.shape[0] - 1 - pad;
  return tf.pad(spread, [
    [0, 0],
    [begin, height - spread.shape[1] + pad],
    [begin, width - spread.shape[2] + pad],
    [0, 0],
  ]);
}

/** Zeros between rows and columns: h → (h − 1)·by + 1. */
function spreadBy(tf: Tf, x: Tensor4D, by: number): Tensor4D {
  if (by === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const behindEach = (value: Tensor, count: number) => {
    const zeros: [number, number][] = [
      [0, 0],
      [0, by - 1],
      [0, 0],
    ];
    return tf.pad(tf.reshape(value, [count, 1, value.size / count]), zeros);
  };
  const columns = behindEach(x, batch * height * width);
  const rows = behindEach(columns, batch * height);
  const full = tf.reshape(rows, [batch, height * by, width * by, channels]);
  const size = [batch, (height - 1) * by + 1, (width - 1) * by + 1, channels];
  return tf.slice(full, [0, 0, 0, 0], size) as Tensor4D;
}

/** Reflection padding. tfjs's gradient of mirrorPad drops the border; the adjoint adds it where it came from. */
export function reflectPad(tf: Tf, x: Tensor4D, by: number): Tensor4D {
  if (by === 0) return x;
  return withAdjoint(tf, x, () => ({
    value: tf.mirrorPad(x, around(by), 'reflect'),
    adjoint: (gradient) => foldReflected(tf, gradient, by),
  }));
}

/** The adjoint of `reflectPad`: [1, H + 2·by, W + 2·by, N] → [1, H, W, N] */
export function foldReflected(tf: Tf, gradient: Tensor4D, by: number): Tensor4D {
  return folded(tf, folded(tf, gradient, 1, by), 2, by);
}

export function paddedWith(tf: Tf, x: Tensor4D, by: number, value: number): Tensor4D {
  return by === 0 ? x : tf.pad(x, around(by), value);
}

function around(by: number): [number, number][] {
  return [
    [0, 0],
    [by, by],
    [by, by],
    [0, 0],
  ];
}

/** Along one axis: row `by − 1 − i` of the padded picture mirrors row `1 + i`, and likewise at the end. */
function folded(tf: Tf, x: Tensor4D, axis: 1 | 2, by: number): Tensor4D {
  const length = x.shape[axis] - 2 * by;
  const part = (begin: number, count: number) => {
    const [from, size] = [[0, 0, 0, 0], [...x.shape]];
    from[axis] = begin;
    size[axis] = count;
    return tf.slice(x, from, size);
  };
  const placed = (border: Tensor4D, before: number, after: number) => {
    const paddings: [number, number][] = around(0);
    paddings[axis] = [before, after];
    return tf.pad(tf.reverse(border, axis), paddings);
  };
  const begin = placed(part(0, by), 1, length - 1 - by);
  const end = placed(part(by + length, by), length - 1 - by, 1);
  return tf.addN([part(by, length), begin, end]);
}
