import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { Size } from '../../images/image.ts';
import { type Network, truncated } from '../../networks/network.ts';
import type { Losses, Objective, Targets } from '../../objective/objective.ts';
import { STENCILS, type StencilTerm, stencilTerms } from '../../objective/stencils.ts';
import type { Evaluator } from '../engine.ts';
import { backward } from './backward.ts';
import { forward } from './forward.ts';
import { type Kernels, kernelsOf } from './layers.ts';
import type { Tf } from './load.ts';
import { disposeKernels } from './operators.ts';
import { type Statistics, statisticsAdjoint, statisticsOf } from './statistics.ts';
import { inTurns, type Steps, step } from './steps.ts';
import { outOfRange, stencil, type Term, termsOf, totalVariation } from './terms.ts';

/**
 * Loss and gradient step by step, so that the thread is never held for long: the network's gradient layer by layer,
 * that of each term by tfjs's tape. Weights and targets stay on the device until `close`.
 */
export class TensorflowEvaluator implements Evaluator {
  readonly picture: Float32Array;
  readonly gradient: Float32Array;
  readonly #tf: Tf;
  readonly #network: Network;
  readonly #weights: Pick<Objective, 'variation' | 'range' | StencilTerm>;
  readonly #size: Size;
  readonly #wantsGradient: boolean;
  readonly #kernels: Kernels;
  readonly #terms: readonly Term[];
  /** of each term */
  #inputs: Record<string, Tensor>[] = [];

  constructor(
    tf: Tf,
    network: Network,
    objective: Objective,
    size: Size,
    { gradient }: { gradient: boolean },
  ) {
    const layers = [...objective.content, ...objective.style].map(({ layer }) => layer);
    this.#tf = tf;
    this.#network = truncated(network, layers);
    this.#weights = objective;
    this.#terms = termsOf(tf, objective);
    this.#size = size;
    this.#wantsGradient = gradient;
    this.#kernels = kernelsOf(tf, this.#network);
    this.picture = new Float32Array(3 * size.height * size.width);
    this.gradient = new Float32Array(this.picture.length);
  }

  setTargets(targets: Targets): void {
    const inputs = this.#tf.tidy(() => this.#terms.map((term) => term.inputs(targets)));
    this.#tf.dispose(this.#inputs);
    this.#inputs = inputs;
  }

  async evaluate(signal?: AbortSignal): Promise<Losses> {
    const parts = { content: 0, style: 0, smoothness: 0 };
    const taken = async ({ losses, gradient }: Found) => {
      for (const [kind, loss] of losses) parts[kind] += (await loss.data())[0]!;
      if (gradient) this.gradient.set(await gradient.data());
    };
    await inTurns(this.#tf, this.#steps(), taken, signal);
    return { ...parts, total: parts.content + parts.style + parts.smoothness };
  }

  async close(): Promise<void> {
    this.#tf.dispose(this.#inputs);
    disposeKernels(this.#tf, this.#kernels.values());
  }

  *#steps(): Steps<Found> {
    const tf = this.#tf;
    const [network, kernels, size] = [this.#network, this.#kernels, this.#size];
    const picture = yield* step(() => tf.tensor4d(this.picture, [1, 3, size.height, size.width]));
    const tapped = new Set(this.#terms.map(({ layer }) => layer));
    const kept = (layer: string) => this.#wantsGradient || tapped.has(layer);
    const results = yield* forward(tf, network, kernels, picture, kept);

    const losses: Found['losses'] = [];
    const seeds = new Map<string, Tensor4D>();
    for (const [i, term] of this.#terms.entries()) {
      const [loss, seed] = yield* this.#lossOf(term, this.#inputs[i]!, results.get(term.layer)!);
      losses.push([term.kind, loss]);
      if (seed) yield* this.#addTo(seeds, term.layer, seed);
    }
    const [smoothness, smoothing] = yield* this.#differentiated((x) => this.#smoothness(x), picture);
    losses.push(['smoothness', smoothness]);
    if (!smoothing) return { losses, gradient: null };
    const back = yield* backward(tf, { network, kernels, results, size }, seeds);
    return { losses, gradient: back ? yield* step(() => tf.add(smoothing, back) as Tensor4D) : smoothing };
  }

  /** A term's loss, and its gradient with respect to the feature where one is wanted. */
  *#lossOf(term: Term, inputs: Record<string, Tensor>, feature: Tensor4D): Steps<[Scalar, Tensor4D | null]> {
    if (term.kind === 'content') return yield* this.#differentiated((x) => term.loss(x, inputs), feature);
    if (term.of === 'positions') return yield* term.differentiated(feature, inputs);
    const tf = this.#tf;
    const own = yield* statisticsOf(tf, feature, inputs.shares);
    if (!this.#wantsGradient) return [yield* step(() => term.loss(own, inputs)), null];
    const [loss, mean, covariance] = yield* step(() => {
      const lossOf = (mean: Tensor, covariance: Tensor) => {
        return term.loss({ mean, covariance } as Statistics, inputs);
      };
      const { value, grads } = tf.valueAndGrads(lossOf)([own.mean, own.covariance]);
      return [value, ...grads] as [Scalar, Tensor2D, Tensor2D];
    });
    const seed = yield* statisticsAdjoint(tf, feature, own, { mean, covariance }, inputs.shares);
    tf.dispose([own, mean, covariance]);
    return [loss, seed];
  }

  /** The loss of x, and its gradient where one is wanted. */
  *#differentiated(lossOf: (x: Tensor4D) => Scalar, x: Tensor4D): Steps<[Scalar, Tensor4D | null]> {
    const tf = this.#tf;
    if (!this.#wantsGradient) return [yield* step(() => lossOf(x)), null];
    return yield* step(() => {
      const { value, grad } = tf.valueAndGrad((y) => lossOf(y as Tensor4D))(x);
      return [value, grad] as [Scalar, Tensor4D];
    });
  }

  *#addTo(seeds: Map<string, Tensor4D>, layer: string, seed: Tensor4D): Steps<void> {
    const before = seeds.get(layer);
    if (before === undefined) {
      seeds.set(layer, seed);
      return;
    }
    seeds.set(layer, yield* step(() => this.#tf.add(before, seed) as Tensor4D));
    this.#tf.dispose([before, seed]);
  }

  #smoothness(picture: Tensor4D): Scalar {
    const tf = this.#tf;
    const { variation, range } = this.#weights;
    const smoothness = tf.add(
      tf.mul(totalVariation(tf, picture), variation),
      tf.mul(outOfRange(tf, picture), range),
    ) as Scalar;
    return stencilTerms(this.#weights).reduce((sum, term) => {
      return tf.add(sum, tf.mul(stencil(tf, picture, STENCILS[term]), this.#weights[term]!));
    }, smoothness);
  }
}

interface Found {
  readonly losses: [kind: Term['kind'] | 'smoothness', loss: Scalar][];
  /** [1, 3, H, W]; null: not wanted */
  readonly gradient: Tensor4D | null;
}
