import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import type { Size } from '../../images/image.ts';
import { styleLengthOf, type TransformNetwork } from '../../networks/transform.ts';
import type { TransformBatch } from '../engine.ts';
import type { Tf } from './load.ts';
import { atOnce } from './steps.ts';
import { taped, transformed, transformKernels } from './transform.ts';

/** Passes of a batch, and the gradient with respect to its style by tfjs's tape. Holds nothing on the device. */
export class TensorflowTransformBatch implements TransformBatch {
  readonly pictures: Float32Array;
  readonly style: Float32Array;
  readonly results: Float32Array;
  readonly upstream: Float32Array;
  readonly gradient: Float32Array;
  readonly #tf: Tf;
  readonly #network: TransformNetwork;
  readonly #shape: Tensor4D['shape'];

  constructor(tf: Tf, network: TransformNetwork, { batch, width, height }: Size & { batch: number }) {
    this.#tf = tf;
    this.#network = network;
    this.#shape = [batch, 3, height, width];
    const values = 3 * batch * height * width;
    this.pictures = new Float32Array(values);
    this.results = new Float32Array(values);
    this.upstream = new Float32Array(values);
    this.style = new Float32Array(styleLengthOf(network));
    this.gradient = new Float32Array(this.style.length);
  }

  async forward(): Promise<void> {
    await this.#compute(this.results, (painted, style) => painted(style));
  }

  async backward(): Promise<void> {
    const tf = this.#tf;
    await this.#compute(this.gradient, (painted, style) => {
      const byStyle = tf.grad((variable) => painted(variable as Tensor1D));
      return byStyle(style, tf.tensor4d(this.upstream, this.#shape));
    });
  }

  async close(): Promise<void> {}

  /** After a turn, in which timers fire: tfjs computes on their thread. */
  async #compute(
    into: Float32Array,
    what: (painted: (style: Tensor1D) => Tensor4D, style: Tensor1D) => Tensor,
  ): Promise<void> {
    await nextTurn();
    const tf = this.#tf;
    const result = tf.tidy(() => {
      const kernels = transformKernels(tf, this.#network);
      const pictures = tf.tensor4d(this.pictures, this.#shape);
      const painted = (style: Tensor1D) =>
        atOnce(transformed(tf, this.#network, { kernels, way: taped(tf) }, pictures, style));
      return what(painted, tf.tensor1d(this.style));
    });
    into.set(await result.data());
    result.dispose();
  }
}
