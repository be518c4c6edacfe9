import { readFile } from 'node:fs/promises';
import { AtelierError } from '../errors.ts';
import { damaged, MODELS_FOLDER, tensorOf, type Weights, weightsFrom } from '../models/locate.ts';
import { formatTensorFile, type Tensor } from '../models/tensor-file.ts';
import type { LayerStatistics } from '../networks/network.ts';
import { styleLengthOf, type TransformNetwork } from '../networks/transform.ts';
import { STYLE_LAYERS } from '../objective/objectives.ts';
import { ownPresetBytes } from './catalogue-own.ts';
import { mixStatistics, type Statistics, type Style } from './style.ts';

/**
 * A preset's file: for each stored size S (longer side of the painting in pixels) and layer the tensors
 * `S.LAYER.mean` [N] and `S.LAYER.covariance` [N(N+1)/2], the upper triangle row by row. float16. The
 * metadata names the sizes and, by SHA-256, the loss network that the numbers belong to.
 */
export interface StoredStyle {
  /** ascending */
  readonly sizes: readonly { readonly side: number; readonly statistics: Statistics }[];
}

/** What a preset of one's own has besides: the tensor `vector`, and in the metadata whatever its author says of it. */
export interface LearntStyle {
  readonly vector: Float32Array;
  /** `transform`: digest of the transform network that the vector belongs to; see catalogue-own.ts for the rest */
  readonly metadata: Readonly<Record<string, string>> & { readonly transform: string };
}

const VECTOR = 'vector';

export function formatPreset(style: StoredStyle, network: string, learnt?: LearntStyle): Uint8Array {
  const tensors = new Map<string, Tensor>();
  for (const { side, statistics } of style.sizes) {
    for (const [layer, { mean, covariance }] of statistics) {
      const triangle = upperTriangle(covariance, mean.length);
      tensors.set(`${side}.${layer}.mean`, { shape: [mean.length], data: mean });
      tensors.set(`${side}.${layer}.covariance`, { shape: [triangle.length], data: triangle });
    }
  }
  const sides = style.sizes.map(({ side }) => side).join(', ');
  const layers = [...style.sizes[0]!.statistics.keys()].join(', ');
  if (learnt !== undefined) tensors.set(VECTOR, { shape: [learnt.vector.length], data: learnt.vector });
  return formatTensorFile(tensors, { ...learnt?.metadata, network, sides, layers }, 'F16');
}

/**
 * Statistics of a preset, of an own one before one that ships; network: digest of the loss network.
 * Errors: model.missing, model.damaged, preset.outdated.
 */
export async function loadPreset(name: string, network: string): Promise<Style> {
  const own = ownPresetBytes(name);
  const weights = await readWeights(`presets/${name}.safetensors`, own);
  const layers = (weights.metadata.layers ?? '').split(', ');
  const outdated =
    weights.metadata.network !== network || STYLE_LAYERS.some((layer) => !layers.includes(layer));
  if (own !== undefined && outdated) {
    throw new AtelierError('preset.outdated', { preset: name });
  }
  return storedStyle(parsePreset(weights, network));
}

/** Style vector of a preset, of an own one before one that the network ships with; undefined: it has none. */
export async function vectorOfPreset(
  transform: TransformNetwork,
  name: string,
): Promise<Float32Array | undefined> {
  const own = ownPresetBytes(name);
  if (own === undefined) return transform.styles.get(name);
  const weights = await readWeights(`presets/${name}.safetensors`, own);
  if (weights.metadata.transform === undefined) return undefined;
  const { data } = tensorOf(weights, VECTOR, 1);
  if (weights.metadata.transform !== transform.digest || data.length !== styleLengthOf(transform)) {
    throw new AtelierError('preset.outdated', { preset: name });
  }
  return data;
}

/** file: for messages; own: its bytes when it is no file of the models folder */
async function readWeights(file: string, own?: Promise<Uint8Array>): Promise<Weights> {
  let bytes: Uint8Array;
  try {
    bytes = await (own ?? readFile(MODELS_FOLDER + file));
  } catch (error) {
    throw new AtelierError('model.missing', { file }, error);
  }
  return weightsFrom(file, bytes);
}

export function parsePreset(weights: Weights, network: string): StoredStyle {
  const { file, metadata } = weights;
  if (metadata.network !== network) throw damaged(file, 'it belongs to another version of the loss network');
  const sides = (metadata.sides ?? '').split(', ').map(Number);
  const layers = (metadata.layers ?? '').split(', ');
  if (sides.some((side) => !(side > 0))) throw damaged(file, 'it names no sizes');
  const sizes = sides.map((side) => {
    const statistics = new Map(layers.map((layer) => [layer, statisticsOf(weights, `${side}.${layer}`)]));
    return { side, statistics };
  });
  return { sizes };
}

/** Between stored sizes the statistics are blended on a logarithmic scale; beyond them the nearest is taken. */
export function storedStyle({ sizes }: StoredStyle): Style {
  return {
    async at(side) {
      const above = sizes.findIndex((size) => size.side >= side);
      if (above === 0) return sizes[0]!.statistics;
      if (above < 0) return sizes.at(-1)!.statistics;
      const [low, high] = [sizes[above - 1]!, sizes[above]!];
      const share = Math.log(side / low.side) / Math.log(high.side / low.side);
      return mixStatistics([low.statistics, high.statistics], [1 - share, share]);
    },
  };
}

function statisticsOf(weights: Weights, name: string): LayerStatistics {
  const mean = tensorOf(weights, `${name}.mean`, 1).data;
  const triangle = tensorOf(weights, `${name}.covariance`, 1).data;
  const n = mean.length;
  if (triangle.length !== (n * (n + 1)) / 2) {
    throw damaged(
      weights.file,
      `${name}.covariance has ${triangle.length} values, expected ${(n * (n + 1)) / 2}`,
    );
  }
  return { mean, covariance: fromUpperTriangle(triangle, n) };
}

function upperTriangle(matrix: Float32Array, n: number): Float32Array {
  const result = new Float32Array((n * (n + 1)) / 2);
  let k = 0;
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) result[k++] = matrix[i * n + j]!;
  return result;
}

function fromUpperTriangle(triangle: Float32Array, n: number): Float32Array {
  const result = new Float32Array(n * n);
  let k = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) result[i * n + j] = result[j * n + i] = triangle[k++]!;
  }
  return result;
}
