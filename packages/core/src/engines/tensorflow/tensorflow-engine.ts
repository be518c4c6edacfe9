import type { Tensor4D, Tensor as TfTensor } from '@tensorflow/tfjs';
import type { Image, Size } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import type { FaceDetector } from '../../networks/face-detector.ts';
import { type LayerStatistics, type Network, truncated } from '../../networks/network.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import type { Objective } from '../../objective/objective.ts';
import type { Detected, Engine, Evaluator, MemoryPlan, TransformBatch } from '../engine.ts';
import { fromPlanar, toPlanar } from '../planar.ts';
import { detected } from './detect.ts';
import { forward } from './forward.ts';
import { kernelsOf } from './layers.ts';
import type { Backend, Loaded, Tf } from './load.ts';
import { disposeKernels } from './operators.ts';
import { planFor } from './plan.ts';
import { statisticsOf } from './statistics.ts';
import { inTurns, type Steps, step } from './steps.ts';
import { TensorflowEvaluator } from './tensorflow-evaluator.ts';
import { TensorflowTransformBatch } from './tensorflow-transform-batch.ts';
import { stepwise, transformed, transformKernels } from './transform.ts';

/** tfjs: one kernel after the other, nothing compiled; every tensor lives in a tidy or in an evaluator. */
export class TensorflowEngine implements Engine {
  readonly name = 'tensorflow';
  readonly device: Backend;
  readonly version: string;
  readonly reason: string;
  readonly #tf: Tf;

  constructor({ tf, device, version }: Loaded, reason: string) {
    this.#tf = tf;
    this.device = device;
    this.version = version;
    this.reason = reason;
  }

  async features(network: Network, layers: readonly string[], image: Image): Promise<Map<string, Tensor>> {
    const ofFeature = (feature: Tensor4D) => step(() => [this.#tf.transpose(feature, [0, 3, 1, 2])]);
    return this.#tapped(network, layers, image, ofFeature, async ([feature]) => {
      return { shape: feature!.shape, data: await feature!.data<'float32'>() };
    });
  }

  async statistics(
    network: Network,
    layers: readonly string[],
    image: Image,
  ): Promise<Map<string, LayerStatistics>> {
    const tf = this.#tf;
    const ofFeature = function* (feature: Tensor4D): Steps<TfTensor[]> {
      const { mean, covariance } = yield* statisticsOf(tf, feature);
      return [mean, covariance];
    };
    return this.#tapped(network, layers, image, ofFeature, async ([mean, covariance]) => {
      return { mean: await mean!.data<'float32'>(), covariance: await covariance!.data<'float32'>() };
    });
  }

  async evaluator(
    network: Network,
    objective: Objective,
    size: Size,
    wanted = { gradient: true },
  ): Promise<Evaluator> {
    this.memoryPlan(network, objective, size);
    return new TensorflowEvaluator(this.#tf, network, objective, size, wanted);
  }

  memoryPlan(network: Network, objective: Objective, size: Size): MemoryPlan {
    return planFor(this.device, network, objective, size);
  }

  async transform(
    network: TransformNetwork,
    image: Image,
    style: Float32Array,
    signal?: AbortSignal,
  ): Promise<Image> {
    const tf = this.#tf;
    const { width, height } = image;
    const kernels = transformKernels(tf, network);
    const steps = function* (picture: () => Tensor4D): Steps<Tensor4D> {
      const vector = yield* step(() => tf.tensor1d(style));
      const way = stepwise(tf);
      return yield* transformed(tf, network, { kernels, way }, yield* step(picture), vector);
    };
    const taken = (result: Tensor4D) => result.data<'float32'>();
    try {
      const pass = steps(() => this.#tensor(image));
      return fromPlanar(await inTurns(tf, pass, taken, signal), width, height);
    } finally {
      disposeKernels(tf, kernels.values());
    }
  }

  async detect(detector: FaceDetector, picture: Float32Array): Promise<Detected[]> {
    const tf = this.#tf;
    const { side, heads } = detector;
    const results = tf.tidy(() => detected(tf, detector, tf.tensor4d(picture, [1, 3, side, side])));
    try {
      const values = await Promise.all(results.map((result) => result.data<'float32'>()));
      return heads.map((_, i) => ({ scores: values[2 * i]!, boxes: values[2 * i + 1]! }));
    } finally {
      tf.dispose(results);
    }
  }

  async transformBatch(network: TransformNetwork, size: Size & { batch: number }): Promise<TransformBatch> {
    return new TensorflowTransformBatch(this.#tf, network, size);
  }

  /** The backend is tfjs's and the whole process's; evaluators dispose of what is theirs. */
  async close(): Promise<void> {}

  /** Runs the network, and reads what `of` makes of each tapped feature [1, H, W, N]. */
  async #tapped<T>(
    network: Network,
    layers: readonly string[],
    image: Image,
    of: (feature: Tensor4D) => Steps<TfTensor[]>,
    read: (tensors: TfTensor[]) => Promise<T>,
  ): Promise<Map<string, T>> {
    const tf = this.#tf;
    const needed = truncated(network, layers);
    const kernels = kernelsOf(tf, needed);
    const steps = function* (picture: () => Tensor4D): Steps<[string, TfTensor[]][]> {
      const wanted = (layer: string) => layers.includes(layer);
      const results = yield* forward(tf, needed, kernels, yield* step(picture), wanted);
      const found: [string, TfTensor[]][] = [];
      for (const layer of layers) found.push([layer, yield* of(results.get(layer)!)]);
      return found;
    };
    try {
      return await inTurns(
        tf,
        steps(() => this.#tensor(image)),
        async (found) => {
          const values = new Map<string, T>();
          for (const [layer, tensors] of found) values.set(layer, await read(tensors));
          return values;
        },
      );
    } finally {
      disposeKernels(tf, kernels.values());
    }
  }

  #tensor(image: Image): Tensor4D {
    return this.#tf.tensor4d(toPlanar(image), [1, 3, image.height, image.width]);
  }
}
