import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { type Network, truncated } from '../../networks/network.ts';
import type { Losses, Objective, Targets } from '../../objective/objective.ts';
import type { Evaluator, Size } from '../engine.ts';
import { forward, type Kernels, kernelsOf } from './forward.ts';
import type { Tf } from './load.ts';
import { outOfRange, totalVariation } from './picture-terms.ts';
import { type Term, termsOf } from './terms.ts';

/** Loss by one kernel after the other, gradient by tfjs's tape. Weights and targets stay on the device until `close`. */
export class TensorflowEvaluator implements Evaluator {
  readonly picture: Float32Array;
  readonly gradient: Float32Array;
  readonly #tf: Tf;
  readonly #network: Network;
  readonly #weights: Pick<Objective, 'variation' | 'range'>;
  readonly #shape: Tensor4D['shape'];
  readonly #wantsGradient: boolean;
  readonly #kernels: Kernels;
  readonly #terms: readonly Term[];
  /** of each term */
  #inputs: Record<string, Tensor>[] = [];

  constructor(
    tf: Tf,
    network: Network,
    objective: Objective,
    { width, height }: Size,
    { gradient }: { gradient: boolean },
  ) {
    const layers = [...objective.content, ...objective.style].map(({ layer }) => layer);
    this.#tf = tf;
    this.#network = truncated(network, layers);
    this.#weights = objective;
    this.#terms = termsOf(tf, objective);
    this.#shape = [1, 3, height, width];
    this.#wantsGradient = gradient;
    this.#kernels = kernelsOf(tf, this.#network);
    this.picture = new Float32Array(3 * height * width);
    this.gradient = new Float32Array(this.picture.length);
  }

  setTargets(targets: Targets): void {
    const inputs = this.#tf.tidy(() => this.#terms.map((term) => term.inputs(targets)));
    this.#tf.dispose(this.#inputs);
    this.#inputs = inputs;
  }

  async evaluate(): Promise<Losses> {
    // tfjs computes on this very thread: without a turn between two steps no timer of the process would fire.
    await nextTurn();
    const tf = this.#tf;
    const [losses, gradient] = tf.tidy(() => {
      const picture = tf.tensor4d(this.picture, this.#shape);
      if (!this.#wantsGradient) return [this.#parts(picture)];
      // The incoming gradient of ones makes it the gradient of the sum of the three parts.
      const { value, grad } = tf.valueAndGrad((x) => this.#parts(x as Tensor4D))(picture, tf.ones([3]));
      return [value, grad];
    });
    if (gradient) this.gradient.set(await gradient.data());
    const [content, style, smoothness] = await losses.data();
    tf.dispose([losses, gradient].filter(Boolean));
    return { content, style, smoothness, total: content + style + smoothness };
  }

  async close(): Promise<void> {
    this.#tf.dispose(this.#inputs);
    for (const { forward, adjoint, bias } of this.#kernels.values()) {
      this.#tf.dispose([forward, adjoint, bias]);
    }
  }

  /** [content, style, smoothness], weighted */
  #parts(picture: Tensor4D): Tensor1D {
    const tf = this.#tf;
    const features = forward(tf, this.#network, this.#kernels, picture);
    const losses = this.#terms.map(({ layer, loss }, i) => loss(features.get(layer)!, this.#inputs[i]));
    const sum = (kind: Term['kind']): Scalar =>
      losses.filter((_, i) => this.#terms[i].kind === kind).reduce((a, b) => tf.add(a, b), tf.scalar(0));
    const { variation, range } = this.#weights;
    const smoothness = tf.add(
      tf.mul(totalVariation(tf, picture), variation),
      tf.mul(outOfRange(tf, picture), range),
    ) as Scalar;
    return tf.stack([sum('content'), sum('style'), smoothness]) as Tensor1D;
  }
}
