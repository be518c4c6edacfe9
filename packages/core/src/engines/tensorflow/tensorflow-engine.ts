import type { Tensor4D, Tensor as TfTensor } from '@tensorflow/tfjs';
import type { Image } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import { type Network, truncated } from '../../networks/network.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import type { LayerStatistics, Objective } from '../../objective/objective.ts';
import type { Engine, Evaluator, Size, TransformBatch } from '../engine.ts';
import { fromPlanar, toPlanar } from '../planar.ts';
import { forward, kernelsOf } from './forward.ts';
import type { Loaded, Tf } from './load.ts';
import { statisticsOf } from './statistics.ts';
import { TensorflowEvaluator } from './tensorflow-evaluator.ts';
import { TensorflowTransformBatch } from './tensorflow-transform-batch.ts';
import { transformed, transformKernels } from './transform.ts';

/** tfjs: one kernel after the other, nothing compiled; every tensor lives in a tidy or in an evaluator. */
export class TensorflowEngine implements Engine {
  readonly name = 'tensorflow';
  readonly device: string;
  readonly reason: string;
  readonly #tf: Tf;

  constructor({ tf, device }: Loaded, reason: string) {
    this.#tf = tf;
    this.device = device;
    this.reason = reason;
  }

  async features(network: Network, layers: readonly string[], image: Image): Promise<Map<string, Tensor>> {
    const results = this.#tapped(network, layers, image, (feature) => [
      this.#tf.transpose(feature, [0, 3, 1, 2]),
    ]);
    const features = await Promise.all(
      results.map(async ([tensor]) => ({ shape: tensor.shape, data: await this.#taken(tensor) })),
    );
    return new Map(layers.map((layer, i) => [layer, features[i]]));
  }

  async statistics(
    network: Network,
    layers: readonly string[],
    image: Image,
  ): Promise<Map<string, LayerStatistics>> {
    const results = this.#tapped(network, layers, image, (feature) => {
      const { mean, covariance } = statisticsOf(this.#tf, feature);
      return [mean, covariance];
    });
    const statistics = await Promise.all(
      results.map(async ([mean, covariance]) => ({
        mean: await this.#taken(mean),
        covariance: await this.#taken(covariance),
      })),
    );
    return new Map(layers.map((layer, i) => [layer, statistics[i]]));
  }

  async evaluator(
    network: Network,
    objective: Objective,
    size: Size,
    wanted = { gradient: true },
  ): Promise<Evaluator> {
    return new TensorflowEvaluator(this.#tf, network, objective, size, wanted);
  }

  async transform(network: TransformNetwork, image: Image, style: Float32Array): Promise<Image> {
    const tf = this.#tf;
    const { width, height } = image;
    const result = tf.tidy(() => {
      const kernels = transformKernels(tf, network);
      return transformed(tf, network, kernels, this.#tensor(image), tf.tensor1d(style));
    });
    return fromPlanar(await this.#taken(result), width, height);
  }

  async transformBatch(network: TransformNetwork, size: Size & { batch: number }): Promise<TransformBatch> {
    return new TensorflowTransformBatch(this.#tf, network, size);
  }

  /** The backend is tfjs's and the whole process's; evaluators dispose of what is theirs. */
  async close(): Promise<void> {}

  /** Runs the network and keeps what `of` makes of each tapped feature [1, H, W, N]. */
  #tapped(
    network: Network,
    layers: readonly string[],
    image: Image,
    of: (feature: Tensor4D) => TfTensor[],
  ): TfTensor[][] {
    const tf = this.#tf;
    return tf.tidy(() => {
      const needed = truncated(network, layers);
      const results = forward(tf, needed, kernelsOf(tf, needed), this.#tensor(image));
      return layers.map((layer) => of(results.get(layer)!));
    });
  }

  #tensor(image: Image): Tensor4D {
    return this.#tf.tensor4d(toPlanar(image), [1, 3, image.height, image.width]);
  }

  /** The values; the tensor is gone then. */
  async #taken(tensor: TfTensor): Promise<Float32Array> {
    const data = await tensor.data<'float32'>();
    tensor.dispose();
    return data;
  }
}
