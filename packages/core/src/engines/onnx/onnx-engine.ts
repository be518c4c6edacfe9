import { env, type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Image, Size } from '../../images/image.ts';
import type { Tensor } from '../../models/tensor-file.ts';
import type { FaceDetector } from '../../networks/face-detector.ts';
import { featuresOf } from '../../networks/layer-kinds.ts';
import type { LayerStatistics, Network } from '../../networks/network.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import type { Detected, Engine, Evaluator, TransformBatch, TransformPlan } from '../engine.ts';
import { memoryLimit } from '../memory.ts';
import type { OnnxDevice } from '../names.ts';
import { fromPlanar } from '../planar.ts';
import type { Layout } from '../tiles/layout.ts';
import { retreating } from '../tiles/retreat.ts';
import { compileFaceDetector } from './face-graph.ts';
import { compileFeatures, compileStatistics } from './features-graph.ts';
import { Graph } from './graph.ts';
import { memoryPlan, type OnnxPlan, smallerLayout, transformPlan } from './memory.ts';
import { OnnxEvaluator } from './onnx-evaluator.ts';
import { PROVIDERS } from './providers.ts';
import { identityOf, SessionCache } from './session-cache.ts';
import { pictureTensor, transformInStrips } from './strip-transform.ts';
import { compileTransform } from './transform-graph.ts';

export interface OnnxOptions {
  provider: OnnxDevice;
  /** CPU threads of one operator, ≥ 1 */
  threads: number;
  reason: string;
  /** bytes that a painting in high quality may take; default: see `memoryLimit` */
  memory?: number | undefined;
}

/**
 * Sessions that are kept: fast quality needs six (network, trunk, two kinds of strips, features, faces), the rest are
 * sizes of pictures that came by.
 */
const SESSIONS = 16;
/** Rows of the picture in a strip, at least: below that a strip is mostly the rows that it takes from its neighbours. */
const LEAST_STRIP = 32;
/** What runs rarely gives its memory back: an arena keeps the most it ever needed. */
const WITHOUT_ARENA = { enableCpuMemArena: false };

/** onnxruntime: every computation becomes one graph. */
export class OnnxEngine implements Engine {
  readonly name = 'onnx';
  readonly device: string;
  readonly version = `onnxruntime ${env.versions.node ?? env.versions.common}`;
  readonly reason: string;
  readonly #options: InferenceSession.SessionOptions;
  readonly #sessions: SessionCache;
  readonly #memory: () => number;

  constructor({ provider, threads, reason, memory }: OnnxOptions) {
    this.device = provider;
    this.reason = reason;
    this.#options = {
      executionProviders: PROVIDERS[provider],
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
    this.#sessions = new SessionCache(this.#options, SESSIONS);
    // What a card has is not known beforehand: there a picture is cut only when memory ran out.
    this.#memory = () => (provider === 'cpu' ? memoryLimit(memory) : Number.POSITIVE_INFINITY);
  }

  async features(network: Network, layers: readonly string[], image: Image): Promise<Map<string, Tensor>> {
    if (layers.length === 0) return new Map();
    return this.#within(network, layers, image, async (layout) => {
      if (layout) {
        const { tiledFeatures } = await import('./tiles/tiled-features.ts');
        return tiledFeatures(network, layers, image, layout, this.#options);
      }
      const results = await this.#look('features', network, layers, image, compileFeatures);
      return new Map(
        layers.map((layer) => [layer, { shape: results[layer]!.dims, data: floats(results[layer]!) }]),
      );
    });
  }

  async statistics(
    network: Network,
    layers: readonly string[],
    image: Image,
  ): Promise<Map<string, LayerStatistics>> {
    if (layers.length === 0) return new Map();
    return this.#within(network, layers, image, async (layout) => {
      if (layout) {
        const { tiledStatistics } = await import('./tiles/tiled-features.ts');
        return tiledStatistics(network, layers, image, layout, this.#options);
      }
      const results = await this.#look('statistics', network, layers, image, compileStatistics);
      const of = (layer: string) => ({
        mean: floats(results[`${layer}.mean`]!),
        covariance: floats(results[`${layer}.covariance`]!),
      });
      return new Map(layers.map((layer) => [layer, of(layer)]));
    });
  }

  async evaluator(
    network: Network,
    objective: Objective,
    size: Size,
    { gradient } = { gradient: true },
  ): Promise<Evaluator> {
    const smallest = featuresOf(network, size.height, size.width).at(-1)!;
    if (smallest.height < 2 || smallest.width < 2) {
      throw new Error(
        `Expected sides of at least 32 for ${network.name} but received ${size.width}×${size.height}`,
      );
    }
    // An optimisation's sessions are large, and what compiling them takes does not show beside what they do.
    if (gradient) {
      const { evaluatorWithin } = await import('./evaluator-within.ts');
      return evaluatorWithin(
        this.memoryPlan(network, objective, size),
        network,
        objective,
        size,
        this.#options,
      );
    }
    const key = `losses ${identityOf(network)} ${JSON.stringify(objective)} ${size.width}×${size.height}`;
    return OnnxEvaluator.create(network, objective, { size, gradient }, (model) => {
      return this.#sessions.acquire(key, () => model);
    });
  }

  memoryPlan(network: Network, objective: Objective, size: Size): OnnxPlan {
    const layers = layersOf([...objective.content, ...objective.style]);
    // Faster only where onnxruntime computes channels in blocks (NCHWc); a card's libraries choose for themselves.
    const winograd = this.device === 'cpu' && process.arch === 'x64';
    return memoryPlan(network, layers, size, this.#memory(), { winograd });
  }

  transformPlan(size: Size): TransformPlan {
    return transformPlan(size);
  }

  async transform(
    network: TransformNetwork,
    image: Image,
    style: Float32Array,
    signal?: AbortSignal,
  ): Promise<Image> {
    const most = Math.floor(image.height / LEAST_STRIP);
    const more = async (strips: number) => {
      // what earlier pictures took is still there
      await this.#sessions.close();
      return strips < most ? Math.min(most, 4 * strips) : undefined;
    };
    return retreating(this.transformPlan(image).strips, more, (strips) => {
      if (strips === 1) return this.#transformWhole(network, image, style);
      return transformInStrips({ sessions: this.#sessions, network, image, style, strips, signal });
    });
  }

  async detect(detector: FaceDetector, picture: Float32Array): Promise<Detected[]> {
    const { side, heads } = detector;
    const feeds = { picture: new OrtTensor('float32', picture, [1, 3, side, side]) };
    const results = await this.#sessions.use(
      `faces ${identityOf(detector)}`,
      () => compileFaceDetector(detector),
      (session) => session.run(feeds),
    );
    return heads.map((_, i) => {
      return { scores: floats(results[`scores.${i}`]!), boxes: floats(results[`boxes.${i}`]!) };
    });
  }

  async transformBatch(network: TransformNetwork, size: Size & { batch: number }): Promise<TransformBatch> {
    const { OnnxTransformBatch } = await import('./transform-gradient-session.ts');
    return OnnxTransformBatch.create(network, size, this.#options);
  }

  /** Runs one convolution; throws what onnxruntime throws where the provider does not work, or does not compute. */
  async prove(): Promise<void> {
    const graph = new Graph();
    const [x, ones] = [graph.input('x', [1, 1, 3, 3]), new Float32Array(9).fill(1)];
    const sum = graph.node('Conv', [x, graph.tensor(ones, [1, 1, 3, 3])], { kernel_shape: [3, 3] });
    graph.output('y', sum, [1, 1, 1, 1]);
    const feeds = { x: new OrtTensor('float32', ones, [1, 1, 3, 3]) };
    const { y } = await this.#sessions.use(
      'prove',
      () => graph.finish(),
      (session) => session.run(feeds),
    );
    if (y!.data[0] !== 9) throw new Error(`the sum of nine ones came out as ${y!.data[0]}`);
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }

  async #transformWhole(network: TransformNetwork, image: Image, style: Float32Array): Promise<Image> {
    const feeds = { picture: pictureTensor(image), style: new OrtTensor('float32', style, [style.length]) };
    const { result } = await this.#sessions.use(
      `transform ${identityOf(network)}`,
      () => compileTransform(network),
      (session) => session.run(feeds),
    );
    return fromPlanar(floats(result!), image.width, image.height);
  }

  /** Looks at a picture in one piece or in tiles, as planned; in smaller tiles when memory runs out. */
  #within<T>(
    network: Network,
    layers: readonly string[],
    image: Image,
    look: (layout: Layout | undefined) => Promise<T>,
  ): Promise<T> {
    const { layout } = memoryPlan(network, layers, image, this.#memory());
    return retreating<{ layout?: Layout | undefined }, T>(
      { layout },
      async (way) => {
        await this.#sessions.close();
        const smaller = smallerLayout(network, layers, image, way.layout);
        return smaller && { layout: smaller };
      },
      (way) => look(way.layout),
    );
  }

  /** What a network makes of a picture, compiled for its size. */
  async #look(
    kind: string,
    network: Network,
    layers: readonly string[],
    image: Image,
    compile: (network: Network, layers: readonly string[], size: Size) => Uint8Array,
  ): Promise<Record<string, OrtTensor>> {
    const key = `${kind} ${identityOf(network)} ${layers} ${image.width}×${image.height}`;
    const feeds = { picture: pictureTensor(image) };
    const run = (session: InferenceSession) => session.run(feeds);
    const results = await this.#sessions.use(key, () => compile(network, layers, image), run, WITHOUT_ARENA);
    return results as Record<string, OrtTensor>;
  }
}

function floats(tensor: OrtTensor): Float32Array {
  return tensor.data as Float32Array;
}
