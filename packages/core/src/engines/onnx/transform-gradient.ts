import type { Size } from '../../images/image.ts';
import {
  type PictureLayer,
  type PlainConvolution,
  styleLengthOf,
  type TransformLayer,
  type TransformNetwork,
  type UnitLayer,
} from '../../networks/transform.ts';
import { convolutionAdjoint } from './convolution.ts';
import { Graph, type Value } from './graph.ts';
import { reluAdjoint, slice, upsample } from './operators.ts';
import { normaliseInstance, upsampleAdjoint } from './transform-gradient-operators.ts';
import {
  emitConvolution,
  emitPicture,
  INSTANCE_NORMALISATION_EPSILON,
  unshuffle,
} from './transform-graph.ts';

export interface BatchSize extends Size {
  readonly batch: number;
}

/** `pictures` [B, 3, H, W] and `style` [S] in; `results` [B, 3, H, W] out: one style for the whole batch. */
export function compileBatch(network: TransformNetwork, size: BatchSize): Uint8Array {
  const graph = new Graph();
  graph.output('results', emit(graph, network, size).result, shapeOf(size));
  return graph.finish();
}

/**
 * The way back: with `upstream` [B, 3, H, W], the gradient of any loss with respect to the results, as a third
 * input, `gradient` [S] is that loss's gradient with respect to the style. The pictures get none.
 */
export function compileStyleGradient(network: TransformNetwork, size: BatchSize): Uint8Array {
  const graph = new Graph();
  const { steps, pieces } = emit(graph, network, size);
  let gradient = () => graph.input('upstream', shapeOf(size));
  for (const step of steps.reverse()) gradient = step(gradient);
  graph.output('gradient', graph.node('Concat', pieces, { axis: 0 }), [styleLengthOf(network)]);
  return graph.finish();
}

/** One step back. Gradients are asked for by calling, so that what lies before the first style is never computed. */
type Back = (gradient: () => Value) => () => Value;

interface Emitted {
  readonly result: Value;
  readonly steps: Back[];
  /** gradients with respect to scales and shifts in the style vector's order; complete after all steps back */
  readonly pieces: Value[];
}

function emit(graph: Graph, network: TransformNetwork, size: BatchSize): Emitted {
  const pictures = graph.input('pictures', shapeOf(size));
  const style = graph.input('style', [styleLengthOf(network)]);
  const walk = new Walk(graph, pictures, style, size);
  const scaled = graph.node('Mul', [pictures, graph.scalar(network.scale)]);
  walk.x = graph.node('Add', [scaled, graph.scalar(network.shift)]);
  for (const layer of network.layers) walk.through(layer);
  return { result: walk.x, steps: walk.steps, pieces: walk.pieces };
}

/** The way through the network, which notes how to come back. */
class Walk {
  x: Value = '';
  readonly steps: Back[] = [];
  readonly pieces: Value[] = [];
  readonly #graph: Graph;
  readonly #pictures: Value;
  readonly #style: Value;
  #size: Size;
  #offset = 0;
  #normalisations = 0;

  constructor(graph: Graph, pictures: Value, style: Value, { width, height }: Size) {
    this.#graph = graph;
    this.#pictures = pictures;
    this.#style = style;
    this.#size = { width, height };
  }

  through(layer: TransformLayer): void {
    switch (layer.kind) {
      case 'unshuffle': // of the pictures, before any style: there is no way back to note
        this.x = unshuffle(this.#graph, this.x, layer.factor);
        this.#resize(1 / layer.factor);
        break;
      case 'unit':
        this.#unit(layer);
        break;
      case 'residual':
        this.#residual(layer.layers);
        break;
      case 'upsample':
        this.x = upsample(this.#graph, this.x);
        this.#resize(2);
        this.steps.push((gradient) => () => upsampleAdjoint(this.#graph, gradient()));
        break;
      case 'picture':
        this.#picture(layer);
    }
  }

  #unit({ convolution, stride, relu }: UnitLayer): void {
    const graph = this.#graph;
    const before = this.#size;
    this.#resize(1 / stride);
    const { width, height } = this.#size;
    const normalised = normaliseInstance(graph, emitConvolution(graph, this.x, convolution, { stride }), {
      ...this.#nextStyle(convolution.weight.shape[0]!),
      positions: width * height,
      epsilon: INSTANCE_NORMALISATION_EPSILON,
    });
    const y = relu ? graph.node('Relu', [normalised.result]) : normalised.result;
    this.x = y;
    const index = this.#normalisations++;
    this.steps.push((gradient) => {
      const here = relu ? reluAdjoint(graph, gradient(), y) : gradient();
      const { scale, shift, input } = normalised.adjoint(here);
      this.pieces[2 * index] = scale;
      this.pieces[2 * index + 1] = shift;
      return () => convolutionAdjoint(graph, input(), layerOf(convolution, stride), 'reflect', before);
    });
  }

  #residual(layers: readonly TransformLayer[]): void {
    const input = this.x;
    const outside = this.steps.length;
    for (const layer of layers) this.through(layer);
    this.x = this.#graph.node('Add', [input, this.x]);
    const inside = this.steps.splice(outside).reverse();
    this.steps.push((gradient) => {
      const around = gradient();
      const through = inside.reduce(
        (value, step) => step(value),
        () => around,
      );
      return () => this.#graph.node('Add', [around, through()]);
    });
  }

  #picture(layer: PictureLayer): void {
    const { convolution, factor } = layer;
    const [graph, before] = [this.#graph, this.#size];
    const y = emitPicture(graph, layer, this.x, this.#pictures);
    this.x = y;
    this.#resize(factor);
    this.steps.push((gradient) => () => {
      const slope = graph.node('Mul', [y, graph.node('Sub', [graph.scalar(1), y])]);
      const full = graph.node('Mul', [gradient(), slope]);
      // moves numbers only, so it is the adjoint of the way back
      const folded = factor === 1 ? full : unshuffle(graph, full, factor);
      return convolutionAdjoint(graph, folded, layerOf(convolution), 'reflect', before);
    });
  }

  #nextStyle(channels: number): { scale: Value; shift: Value } {
    const take = () => {
      this.#offset += channels;
      return slice(this.#graph, this.#style, 0, this.#offset - channels, this.#offset);
    };
    return { scale: take(), shift: take() };
  }

  #resize(by: number): void {
    this.#size = { width: this.#size.width * by, height: this.#size.height * by };
  }
}

/** A convolution of the transform network as the loss networks' adjoint takes it. */
function layerOf({ weight }: PlainConvolution, stride = 1) {
  return { weight, stride, pad: Math.floor((weight.shape[2]! - 1) / 2) };
}

function shapeOf({ batch, width, height }: BatchSize): number[] {
  return [batch, 3, height, width];
}
