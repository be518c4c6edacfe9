import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { styleLengthOf, type TransformNetwork } from '../../networks/transform.ts';
import type { TransformBatch } from '../engine.ts';
import { type BatchSize, compileBatch, compileStyleGradient } from './transform-gradient.ts';

/**
 * Two sessions over the same buffers. The way back computes the way there once more: cheaper than handing a
 * dozen features from one session to the other, and the loss in between stays whatever one likes.
 */
export class OnnxTransformBatch implements TransformBatch {
  readonly pictures: Float32Array;
  readonly style: Float32Array;
  readonly results: Float32Array;
  readonly upstream: Float32Array;
  readonly gradient: Float32Array;
  readonly #there: InferenceSession;
  readonly #back: InferenceSession;
  readonly #tensors: Record<'pictures' | 'style' | 'results' | 'upstream' | 'gradient', OrtTensor>;

  static async create(
    network: TransformNetwork,
    size: BatchSize,
    options: InferenceSession.SessionOptions,
  ): Promise<OnnxTransformBatch> {
    const there = await InferenceSession.create(compileBatch(network, size), options);
    const back = await InferenceSession.create(compileStyleGradient(network, size), options);
    return new OnnxTransformBatch(there, back, size, styleLengthOf(network));
  }

  private constructor(there: InferenceSession, back: InferenceSession, size: BatchSize, length: number) {
    const shape = [size.batch, 3, size.height, size.width];
    const values = shape.reduce((a, b) => a * b, 1);
    this.#there = there;
    this.#back = back;
    this.pictures = new Float32Array(values);
    this.results = new Float32Array(values);
    this.upstream = new Float32Array(values);
    this.style = new Float32Array(length);
    this.gradient = new Float32Array(length);
    this.#tensors = {
      pictures: new OrtTensor('float32', this.pictures, shape),
      results: new OrtTensor('float32', this.results, shape),
      upstream: new OrtTensor('float32', this.upstream, shape),
      style: new OrtTensor('float32', this.style, [length]),
      gradient: new OrtTensor('float32', this.gradient, [length]),
    };
  }

  async forward(): Promise<void> {
    const { pictures, style, results } = this.#tensors;
    await this.#there.run({ pictures, style }, { results });
  }

  async backward(): Promise<void> {
    const { pictures, style, upstream, gradient } = this.#tensors;
    await this.#back.run({ pictures, style, upstream }, { gradient });
  }

  async close(): Promise<void> {
    await this.#there.release();
    await this.#back.release();
  }
}
