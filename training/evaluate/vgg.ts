import { readFile } from 'node:fs/promises';
import type { Engine } from '@atelier/core/engines/engine.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { resample } from '@atelier/core/images/resize.ts';
import { weightsFrom } from '@atelier/core/models/locate.ts';
import type { Tensor } from '@atelier/core/models/tensor-file.ts';
import { assemble } from '@atelier/core/networks/assemble.ts';
import type { LayerStatistics, Network, Padding } from '@atelier/core/networks/network.ts';
import { publishedNetwork } from '@atelier/core/networks/registry.ts';

/** The full VGG-19 of a file, which nothing that ships was optimised on. */
export async function vgg19(file: string, padding: Padding): Promise<Network> {
  const { architecture, layouts } = publishedNetwork('vgg19');
  const weights = weightsFrom(file, await readFile(file));
  return assemble(weights, architecture, { name: 'vgg19', layouts, padding, pooling: 'max' });
}

/** Longer side at which style and content are judged, pixels. */
const SIDE = 384;
const STYLE = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'];
const CONTENT = 'conv4_2';
/** Positions whose likeness to each other is compared, spread evenly. */
const PLACES = 1024;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export interface Judged {
  /** style distance over that of the photo: 0 the painting's, 1 the photo's */
  readonly styleLeft: number;
  /** Σ(F−P)² / ΣP² at conv4_2 */
  readonly content: number;
  /** how far the places' likeness to each other has changed, see `selfSimilarity` */
  readonly selfSimilarity: number;
}

type Statistics = ReadonlyMap<string, LayerStatistics>;

/** Judges results of one photo and one painting after the other. */
export async function judgeOf(engine: Engine, network: Network, photo: Image, painting: Image) {
  const seen = atSide(photo);
  const { width, height } = seen;
  const target = await engine.statistics(network, STYLE, atSide(painting));
  const content = (await engine.features(network, [CONTENT], seen)).get(CONTENT)!;
  const likeness = cosineDistances(content);
  const whole = styleDistance(await engine.statistics(network, STYLE, seen), target);
  return async (result: Image): Promise<Judged> => {
    const small = resample(result, width, height);
    const feature = (await engine.features(network, [CONTENT], small)).get(CONTENT)!;
    return {
      styleLeft: styleDistance(await engine.statistics(network, STYLE, small), target) / whole,
      content: relativeDistance(feature.data, content.data),
      selfSimilarity: selfSimilarity(cosineDistances(feature), likeness),
    };
  };
}

function atSide(image: Image): Image {
  const scale = SIDE / Math.max(image.width, image.height);
  return resample(image, Math.round(scale * image.width), Math.round(scale * image.height));
}

/** Mean over the layers of ‖Σx−Σa‖² / ‖Σa‖² + ‖μx−μa‖² / trace Σa. */
function styleDistance(own: Statistics, target: Statistics): number {
  let sum = 0;
  for (const layer of STYLE) {
    const [x, a] = [own.get(layer)!, target.get(layer)!];
    const n = a.mean.length;
    let trace = 0;
    for (let i = 0; i < n; i++) trace += a.covariance[i * n + i]!;
    const means = a.mean.reduce((total, value, i) => total + (x.mean[i]! - value) ** 2, 0);
    sum += relativeDistance(x.covariance, a.covariance) + means / trace;
  }
  return sum / STYLE.length;
}

function relativeDistance(own: Float32Array, target: Float32Array): number {
  let [apart, all] = [0, 0];
  for (let i = 0; i < target.length; i++) {
    apart += (own[i]! - target[i]!) ** 2;
    all += target[i]! ** 2;
  }
  return apart / all;
}

/**
 * Kolkin et al. 2019, eq. 7, at one layer: the cosine distances of all places to each other, each place's divided by
 * their sum, and of the two pictures the mean of what they differ by, in units of their mean. 0: the photo; what a
 * picture's parts have in common with each other may stay while all of them are painted otherwise.
 */
function selfSimilarity(x: Float32Array, p: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]! - p[i]!);
  return sum / Math.sqrt(x.length);
}

/** [K, K], each column of sum 1. feature: [1, N, H, W] */
function cosineDistances({ shape, data }: Tensor): Float32Array {
  const [, channels, height, width] = shape as [number, number, number, number];
  const positions = height * width;
  const count = Math.min(PLACES, positions);
  const rows = Float32Array.from({ length: count * channels }, (_, at) => {
    const place = Math.floor(positions * ((Math.floor(at / channels) * GOLDEN) % 1));
    return data[(at % channels) * positions + place]!;
  });
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * channels, (i + 1) * channels);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 1e-12));
    row.forEach((value, k) => {
      row[k] = value / length;
    });
  }
  const distances = new Float32Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let product = 0;
      for (let k = 0; k < channels; k++) product += rows[i * channels + k]! * rows[j * channels + k]!;
      distances[i * count + j] = distances[j * count + i] = 1 - product;
    }
  }
  for (let j = 0; j < count; j++) {
    let sum = 1e-12;
    for (let i = 0; i < count; i++) sum += distances[i * count + j]!;
    for (let i = 0; i < count; i++) distances[i * count + j]! /= sum;
  }
  return distances;
}
