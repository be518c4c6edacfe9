import type { Image, Size } from '../images/image.ts';
import type { Tensor } from '../models/tensor-file.ts';
import type { FaceDetector } from '../networks/face-detector.ts';
import type { LayerStatistics, Network } from '../networks/network.ts';
import type { TransformNetwork } from '../networks/transform.ts';
import type { Losses, Objective, Targets } from '../objective/objective.ts';

import type { Layout } from './tiles/layout.ts';

/**
 * How things are computed. Networks and objectives come in as data; what an engine makes of them
 * (one graph, one kernel after the other) is its own business, the numbers are not.
 */
export interface Engine {
  /** for example `onnx` */
  readonly name: string;
  /** for example `cpu` */
  readonly device: string;
  /** of the library that computes, for example `onnxruntime 1.30.0` */
  readonly version?: string;
  /** why this engine on this device, for the log */
  readonly reason: string;
  /** Features at the named layers: [1, N, H, W] each. */
  features(network: Network, layers: readonly string[], image: Image): Promise<Map<string, Tensor>>;
  /** Means and covariances at the named layers. */
  statistics(
    network: Network,
    layers: readonly string[],
    image: Image,
  ): Promise<Map<string, LayerStatistics>>;
  /**
   * Prepares loss and gradient for pictures of one size. With `gradient: false` an engine may leave out the
   * gradient, which is two thirds of the work; `Evaluator.gradient` then means nothing.
   */
  evaluator(
    network: Network,
    objective: Objective,
    size: Size,
    wanted?: { gradient: boolean },
  ): Promise<Evaluator>;
  /**
   * What loss and gradient at one size take, known before anything is computed; absent: this engine does not know.
   * Throws `engine.out-of-memory` where it could not compute them at all.
   */
  memoryPlan?(network: Network, objective: Objective, size: Size): MemoryPlan;
  /** What one pass of a transform network takes at one size; absent: this engine does not know. */
  transformPlan?(size: Size): TransformPlan;
  /**
   * One pass through a transform network; sides must be multiples of the network's `multiple`.
   * signal: ends a pass of several parts between two of them, with `job.cancelled`
   */
  transform(
    network: TransformNetwork,
    image: Image,
    style: Float32Array,
    signal?: AbortSignal,
  ): Promise<Image>;
  /** What a detector makes of one square of a picture, for each of its heads. picture: [3, side, side] in [−1, 1] */
  detect(detector: FaceDetector, picture: Float32Array): Promise<Detected[]>;
  /** Prepares passes of a batch with the gradient with respect to the style; absent: this engine cannot learn. */
  transformBatch?(network: TransformNetwork, size: Size & { batch: number }): Promise<TransformBatch>;
  close(): Promise<void>;
}

/** Of one head, in its order of places: row by row. */
export interface Detected {
  /** before the logistic function: [anchors, H, W] */
  readonly scores: Float32Array;
  /** in pixels of the detector's input, see faces/boxes.ts: [16·anchors, H, W] */
  readonly boxes: Float32Array;
}

/** What high quality takes at one size. */
export interface MemoryPlan {
  /** bytes at the peak, the process included */
  readonly bytes: number;
  /** tiles, where one piece would not fit */
  readonly layout?: Layout;
}

/** What one pass of a transform network takes at one size. */
export interface TransformPlan {
  /** strips of rows; 1: in one piece */
  readonly strips: number;
  /** bytes at the peak, the process included */
  readonly bytes: number;
}

/** Loss and gradient of one objective at one size. Buffers are reused from call to call. */
export interface Evaluator {
  /** the picture: [3, H, W] planar, RGB; write into it, then call `evaluate` */
  readonly picture: Float32Array;
  /** d total / d picture after `evaluate`: [3, H, W] */
  readonly gradient: Float32Array;
  setTargets(targets: Targets): void;
  /** signal: ends an evaluation of several parts between two of them, with `job.cancelled` */
  evaluate(signal?: AbortSignal): Promise<Losses>;
  close(): Promise<void>;
}

/** Passes through a transform network, one style for the batch. Buffers are reused from call to call. */
export interface TransformBatch {
  /** B photos in [0, 1], planar: [B, 3, H, W]; write into it, then call `forward` */
  readonly pictures: Float32Array;
  /** the style vector; write into it */
  readonly style: Float32Array;
  /** what was painted, after `forward`: [B, 3, H, W] */
  readonly results: Float32Array;
  /** d loss / d results, for any loss; write into it, then call `backward`: [B, 3, H, W] */
  readonly upstream: Float32Array;
  /** d loss / d style after `backward` */
  readonly gradient: Float32Array;
  forward(): Promise<void>;
  backward(): Promise<void>;
  close(): Promise<void>;
}
