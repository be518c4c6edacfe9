import type { Size } from '../../../images/image.ts';
import { featuresOf } from '../../../networks/layer-kinds.ts';
import { type Feature, type Network, truncated } from '../../../networks/network.ts';
import { CONTENT_INPUTS, contentKernel } from '../../../objective/content-forms.ts';
import {
  type MomentKernel,
  STYLE,
  STYLE_INPUTS,
  type StyleConstants,
} from '../../../objective/style-forms.ts';
import type { Layout } from '../../tiles/layout.ts';
import { CONTENT_KERNELS } from '../content-kernels.ts';
import { emitAffine } from '../forms.ts';
import { Graph, type Value } from '../graph.ts';
import { emitNeighbours } from '../neighbours.ts';
import { emitBackward, emitForward, type Forward, featureOf } from '../network-graph.ts';
import { outOfRange, STENCIL_TERMS, totalVariation } from '../picture-terms.ts';
import { STYLE_KERNELS } from '../style-kernels.ts';
import type { Moment, TiledTerms } from './terms.ts';

/**
 * The three graphs of a tiled evaluation. `owned.LAYER` [1, 1, H, W] and `KEY.shares` [1, M] are zero at
 * positions that belong to another tile, so every position of the picture counts once; the gradient that
 * leaves a tile is its share of the whole gradient, halo included, and the shares of all tiles add up.
 */
export interface TileGraph {
  readonly model: Uint8Array;
  /** shapes of inputs and outputs by name */
  readonly inputs: Record<string, readonly number[]>;
  readonly outputs: Record<string, readonly number[]>;
}

class Build {
  readonly graph = new Graph();
  readonly inputs: Record<string, readonly number[]> = {};
  readonly outputs: Record<string, readonly number[]> = {};

  input(name: string, shape: readonly number[]): Value {
    if (this.inputs[name] !== undefined) return name;
    this.inputs[name] = shape;
    return this.graph.input(name, shape);
  }

  output(name: string, value: Value, shape: readonly number[]): void {
    this.outputs[name] = shape;
    this.graph.output(name, value, shape);
  }

  finish(): TileGraph {
    return { model: this.graph.finish(), inputs: this.inputs, outputs: this.outputs };
  }
}

/**
 * First pass, a cut-out in: for each moment `KEY.sum` [N, 1] = Σ p·f and `KEY.products` [N, N] = Σ p·f·fᵀ, for each
 * activation term `KEY.energy` [N, 1] = Σ f², over the tile's own positions.
 */
export function compileSums(network: Network, terms: TiledTerms, cut: Size): TileGraph {
  const build = new Build();
  const { graph } = build;
  const layers = [...terms.moments, ...terms.activations.map(({ term }) => term)].map(({ layer }) => layer);
  const tapped = forwardOf(build, network, layers, cut);
  for (const { key, layer } of terms.moments) {
    const { feature, value, positions } = tapped(layer);
    const n = feature.channels;
    const matrix = graph.node('Reshape', [value, graph.integers([n, positions])]);
    const weighted = graph.node('Mul', [matrix, build.input(`${key}.shares`, [1, positions])]);
    const sum = graph.node('ReduceSum', [weighted, graph.integers([1])], { keepdims: 1 });
    build.output(`${key}.sum`, sum, [n, 1]);
    build.output(`${key}.products`, graph.node('Gemm', [weighted, matrix], { transB: 1 }), [n, n]);
  }
  for (const { key, term } of terms.activations) {
    const { feature, value } = tapped(term.layer);
    const own = graph.node('Mul', [value, ownedInput(build, feature)]);
    const energy = graph.node('ReduceSumSquare', [own], { axes: [0, 2, 3], keepdims: 0 });
    build.output(`${key}.energy`, energy, [feature.channels]);
  }
  return build.finish();
}

/**
 * Between the passes: for each moment `KEY.mean` and `KEY.covariance` of the whole picture in, `KEY.k` [N, N] and
 * `KEY.b` [N, 1] out, which are the gradient p ∘ (K·F + b·1ᵀ); `loss` [1] is the sum over all style terms.
 */
export function compileSlopes(network: Network, { moments }: TiledTerms, whole: Size): TileGraph {
  const build = new Build();
  const { graph } = build;
  const features = featuresOf(network, whole.height, whole.width);
  const channels = new Map(features.map((feature) => [feature.layer, feature.channels]));
  const losses: Value[] = [];
  for (const moment of moments) {
    const n = channels.get(moment.layer)!;
    const { k, b, loss } = slopesOf(build, moment, n);
    losses.push(...loss);
    build.output(`${moment.key}.k`, sumOf(graph, k), [n, n]);
    build.output(`${moment.key}.b`, sumOf(graph, b), [n, 1]);
  }
  build.output('loss', graph.node('Reshape', [sumOf(graph, losses), graph.integers([1])]), [1]);
  return build.finish();
}

function slopesOf(build: Build, { key, terms }: Moment, n: number): Record<'k' | 'b' | 'loss', Value[]> {
  const { graph } = build;
  const own = {
    mean: build.input(`${key}.mean`, [n, 1]),
    covariance: build.input(`${key}.covariance`, [n, n]),
  };
  const slopes = terms.map(({ index, term }) => {
    const kernel = STYLE[term.form].kernel as MomentKernel;
    const constants = Object.entries(STYLE_INPUTS[kernel](n)).map(([name, shape]) => {
      return [name, build.input(`style.${index}.${name}`, shape)];
    });
    const slope = STYLE_KERNELS[kernel](graph, own, Object.fromEntries(constants), n);
    return { loss: slope.loss, ...emitAffine(graph, own, slope, 1) };
  });
  return {
    k: slopes.map(({ k }) => k),
    b: slopes.map(({ b }) => b),
    loss: slopes.map(({ loss }) => loss),
  };
}

/**
 * Second pass, a cut-out, K and b in: `losses` [3] (content differences, smoothness, neighbours) of the tile's own
 * positions and `gradient` [1, 3, H, W].
 */
export function compileShare(network: Network, terms: TiledTerms, { whole, cut }: Layout): TileGraph {
  const build = new Build();
  const { graph } = build;
  const tapped = forwardOf(build, network, terms.layers, cut);
  const taps = new Map<string, Value[]>();
  const tap = (layer: string, gradient: Value) => taps.set(layer, [...(taps.get(layer) ?? []), gradient]);
  for (const { key, layer } of terms.moments) {
    const { feature, value, positions } = tapped(layer);
    const { channels: n, height, width } = feature;
    const matrix = graph.node('Reshape', [value, graph.integers([n, positions])]);
    const everywhere = graph.node('Gemm', [
      build.input(`${key}.k`, [n, n]),
      matrix,
      build.input(`${key}.b`, [n, 1]),
    ]);
    const gradient = graph.node('Mul', [everywhere, build.input(`${key}.shares`, [1, positions])]);
    tap(layer, graph.node('Reshape', [gradient, graph.integers([1, n, height, width])]));
  }
  const neighbours = terms.neighbours.map(({ key, layer }) => {
    const { feature, value, positions } = tapped(layer);
    const shapes = Object.entries(STYLE_INPUTS.neighbours(feature.channels));
    const inputs = shapes.map(([name, shape]) => [name, build.input(`${key}.${name}`, shape)]);
    const shares = build.input(`${key}.shares`, [1, positions]);
    const constants = Object.fromEntries(inputs) as StyleConstants<Value>;
    const { loss, gradient } = emitNeighbours(graph, value, feature, constants, shares);
    tap(layer, gradient);
    return loss;
  });
  for (const { key, term } of terms.activations) {
    const { feature, value } = tapped(term.layer);
    const own = graph.node('Mul', [value, ownedInput(build, feature)]);
    tap(term.layer, graph.node('Mul', [own, build.input(`${key}.slope`, [1, feature.channels, 1, 1])]));
  }
  const content = terms.differences.map(({ key, term }) => {
    const { feature, value } = tapped(term.layer);
    const own = graph.node('Mul', [value, ownedInput(build, feature)]);
    const kernel = contentKernel(term);
    const shapes = Object.entries(CONTENT_INPUTS[kernel](feature));
    const inputs = shapes.map(([name, shape]) => [name, build.input(`${key}.${name}`, shape)]);
    const { loss, gradient } = CONTENT_KERNELS[kernel](graph, own, Object.fromEntries(inputs));
    tap(term.layer, gradient);
    return loss;
  });
  const { picture, forward } = tapped;
  const mask = build.input('owned.picture', [1, 1, cut.height, cut.width]);
  const owned = (x: Value) => graph.node('Mul', [x, mask]);
  const smooth = [
    totalVariation(graph, picture, build.input('variation.weight', []), whole, owned),
    outOfRange(graph, picture, build.input('range.weight', []), whole, owned),
  ];
  for (const term of terms.stencils)
    smooth.push(STENCIL_TERMS[term](graph, picture, build.input(`${term}.weight`, []), whole, owned));
  const losses = [content, smooth.map(({ loss }) => loss), neighbours].map((values) => {
    return graph.node('Reshape', [sumOf(graph, values), graph.integers([1])]);
  });
  build.output('losses', graph.node('Concat', losses, { axis: 0 }), [3]);
  const gradient = [emitBackward(graph, forward, taps), ...smooth.map(({ gradient: own }) => own)];
  build.output('gradient', graph.node('Sum', gradient), [1, 3, cut.height, cut.width]);
  return build.finish();
}

/** Emits the network up to the layers and gives access to their values. */
function forwardOf(build: Build, network: Network, layers: readonly string[], cut: Size) {
  const picture = build.input('picture', [1, 3, cut.height, cut.width]);
  const needed = truncated(network, layers);
  const features = new Map(featuresOf(needed, cut.height, cut.width).map((f) => [f.layer, f]));
  const forward: Forward = emitForward(build.graph, needed, picture, cut);
  const tapped = (layer: string) => {
    const feature = features.get(layer)!;
    return { feature, value: featureOf(forward, layer), positions: feature.height * feature.width };
  };
  return Object.assign(tapped, { picture, forward });
}

function ownedInput(build: Build, { layer, height, width }: Feature): Value {
  return build.input(`owned.${layer}`, [1, 1, height, width]);
}

function sumOf(graph: Graph, values: readonly Value[]): Value {
  return values.length === 0 ? graph.scalar(0) : values.reduce((a, b) => graph.node('Add', [a, b]));
}
