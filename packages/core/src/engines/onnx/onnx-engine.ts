import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Image } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import { featuresOf, type Network } from '../../networks/network.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import type { LayerStatistics, Objective } from '../../objective/objective.ts';
import type { Engine, Evaluator, Size } from '../engine.ts';
import { fromPlanar, toPlanar } from '../planar.ts';
import { compileFeatures, compileStatistics } from './features-graph.ts';
import { Graph } from './graph.ts';
import { OnnxEvaluator } from './onnx-evaluator.ts';
import { compileTransform } from './transform-graph.ts';

export interface OnnxOptions {
  /** execution provider of onnxruntime */
  provider: 'cpu' | 'cuda' | 'webgpu';
  /** CPU threads of one operator, ≥ 1 */
  threads: number;
  reason: string;
}

/** onnxruntime: every computation becomes one graph, compiled for its size. */
export class OnnxEngine implements Engine {
  readonly name = 'onnx';
  readonly device: string;
  readonly reason: string;
  readonly #options: InferenceSession.SessionOptions;

  constructor({ provider, threads, reason }: OnnxOptions) {
    this.device = provider;
    this.reason = reason;
    this.#options = {
      executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
      intraOpNumThreads: threads,
      // Memory patterns plan one block beside what the first run took: a fifth more memory, and no faster here.
      enableMemPattern: false,
      graphOptimizationLevel: 'all',
      // Warnings of the optimiser ("could not constant fold") tell a user nothing.
      logSeverityLevel: 3,
      // Idle threads sleep: by default they spin while the optimiser works, which on two cores takes
      // the other one from it (27 ms a step instead of 52), and from everything else on the machine.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    };
  }

  async features(network: Network, layers: readonly string[], image: Image): Promise<Map<string, Tensor>> {
    const results = await this.#once(compileFeatures(network, layers, image), {
      picture: pictureTensor(image),
    });
    return new Map(
      layers.map((layer) => [layer, { shape: results[layer].dims, data: floats(results[layer]) }]),
    );
  }

  async statistics(
    network: Network,
    layers: readonly string[],
    image: Image,
  ): Promise<Map<string, LayerStatistics>> {
    const results = await this.#once(compileStatistics(network, layers, image), {
      picture: pictureTensor(image),
    });
    const of = (layer: string) => ({
      mean: floats(results[`${layer}.mean`]),
      covariance: floats(results[`${layer}.covariance`]),
    });
    return new Map(layers.map((layer) => [layer, of(layer)]));
  }

  async evaluator(network: Network, objective: Objective, size: Size): Promise<Evaluator> {
    const smallest = featuresOf(network, size.height, size.width).at(-1)!;
    if (smallest.height < 2 || smallest.width < 2) {
      throw new Error(
        `Expected sides of at least 32 for ${network.name} but received ${size.width}×${size.height}`,
      );
    }
    return OnnxEvaluator.create(network, objective, size, this.#options);
  }

  async transform(network: TransformNetwork, image: Image, style: Float32Array): Promise<Image> {
    const { width, height } = image;
    const feeds = { picture: pictureTensor(image), style: new OrtTensor('float32', style, [style.length]) };
    const { result } = await this.#once(compileTransform(network, { width, height }), feeds);
    return fromPlanar(floats(result), width, height);
  }

  /** Runs the smallest graph there is; throws what onnxruntime throws when the provider does not work here. */
  async prove(): Promise<void> {
    const graph = new Graph();
    graph.output('y', graph.node('Relu', [graph.input('x', [1])]), [1]);
    await this.#once(graph.finish(), { x: new OrtTensor('float32', Float32Array.of(1), [1]) });
  }

  /** Every session belongs to one call or to an evaluator, which closes it. */
  async close(): Promise<void> {}

  /** Runs a graph that is needed once at this size. */
  async #once(model: Uint8Array, feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>> {
    const session = await InferenceSession.create(model, this.#options);
    try {
      return (await session.run(feeds)) as Record<string, OrtTensor>;
    } finally {
      await session.release();
    }
  }
}

function pictureTensor(image: Image): OrtTensor {
  return new OrtTensor('float32', toPlanar(image), [1, 3, image.height, image.width]);
}

function floats(tensor: OrtTensor): Float32Array {
  return tensor.data as Float32Array;
}
