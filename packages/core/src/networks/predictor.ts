import { existsSync } from 'node:fs';
import { damaged, loadWeights, MODELS_FOLDER, tensorOf, type Weights } from '../models/locate.ts';
import type { LayerStatistics } from './network.ts';
import { styleLengthOf, type TransformNetwork } from './transform.ts';

export const PREDICTOR_FILE = 'transform/predictor.safetensors';

/**
 * Deviations: what is further from the mean counts as that far, for paintings unlike any that the predictor learnt
 * from. As in training/transform/styles.py.
 */
const REACH = 4;

/**
 * A style predictor (Ghiasi et al. 2017): from what a loss network sees of a painting to a style vector of the
 * transform network. Differs from the paper: it reads means and deviations of the loss network's layers instead
 * of the picture, which needs a fraction of the paintings to be learnt.
 */
export interface Predictor {
  readonly digest: string;
  /** longer side in pixels at which the painting is looked at */
  readonly side: number;
  /** the loss network's layers it reads, in this order */
  readonly layers: readonly string[];
  /** SHA-256 of the loss network's file */
  readonly network: string;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** the first is followed by ReLU; the second's result is the style's code, which the last turns into a vector */
  readonly steps: readonly [Dense, Dense, Dense];
}

/** y = weight · x + bias; weight: [out, in] */
interface Dense {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Whether fast quality takes any style picture: the predictor ships. */
export function anyStyle(): boolean {
  return existsSync(MODELS_FOLDER + PREDICTOR_FILE);
}

/** Errors: model.missing, model.damaged (also when it belongs to another transform network). */
export async function loadPredictor(transform: TransformNetwork): Promise<Predictor> {
  return predictorFrom(await loadWeights(PREDICTOR_FILE), transform);
}

/**
 * In the file: `input.mean` and `input.deviation` [D]; l1, l2, l3 with `.weight` and `.bias`. Its metadata:
 * `side`; `layers`; `network` and `transform`, digests of the files that it belongs to.
 */
export function predictorFrom(weights: Weights, transform: TransformNetwork): Predictor {
  const { file, metadata } = weights;
  if (metadata.transform !== transform.digest) throw damaged(file, 'it belongs to another transform network');
  const side = Number(metadata.side);
  if (!(side > 0)) throw damaged(file, `it names no side, but ${metadata.side}`);
  const mean = tensorOf(weights, 'input.mean', 1).data;
  const deviation = tensorOf(weights, 'input.deviation', 1).data;
  const widths = [mean.length];
  const dense = (name: string): Dense => {
    const { shape, data } = tensorOf(weights, `${name}.weight`, 2);
    const bias = tensorOf(weights, `${name}.bias`, 1).data;
    const expected = [bias.length, widths.at(-1)];
    if (`${shape}` !== `${expected}`)
      throw damaged(file, `${name}.weight is [${shape}], expected [${expected}]`);
    widths.push(bias.length);
    return { weight: data, bias };
  };
  const steps = [dense('l1'), dense('l2'), dense('l3')] as const;
  const length = styleLengthOf(transform);
  if (widths.at(-1) !== length)
    throw damaged(file, `it predicts ${widths.at(-1)} numbers, expected ${length}`);
  if (deviation.length !== mean.length) throw damaged(file, 'its input has no one size');
  const layers = (metadata.layers ?? '').split(/, */);
  return { digest: weights.digest, side, layers, network: metadata.network ?? '', mean, deviation, steps };
}

/** The style vector of a painting with these statistics, taken at `side` from the network that it belongs to. */
export function predict(
  predictor: Predictor,
  statistics: ReadonlyMap<string, LayerStatistics>,
): Float32Array {
  const { layers, mean, deviation, steps } = predictor;
  const seen = layers.flatMap((layer) => momentsOf(statistics.get(layer), layer));
  if (seen.length !== mean.length) {
    throw new Error(`Expected ${mean.length} numbers from ${layers} but received ${seen.length}`);
  }
  const x = Float32Array.from(seen, (value, i) => {
    return Math.max(-REACH, Math.min(REACH, (value - mean[i]!) / deviation[i]!));
  });
  const [hidden, code, vector] = steps;
  const found = dense(hidden, x).map((value) => Math.max(0, value));
  return dense(vector, dense(code, found));
}

/** Means, then standard deviations. */
function momentsOf(found: LayerStatistics | undefined, layer: string): number[] {
  if (found === undefined) throw new Error(`Expected statistics of ${layer} but received none`);
  const { mean, covariance } = found;
  const n = mean.length;
  // rounding can leave a silent channel's variance below zero
  return [...mean, ...mean.map((_, c) => Math.sqrt(Math.max(0, covariance[c * n + c]!)))];
}

function dense({ weight, bias }: Dense, x: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bias, (start, row) => {
    let sum = start;
    for (let i = 0; i < x.length; i++) sum += weight[row * x.length + i]! * x[i]!;
    return sum;
  });
}
