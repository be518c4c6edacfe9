import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs';
import {
  CONTENT_INPUTS,
  type ContentConstants,
  contentInputs,
  contentKernel,
} from '../../objective/content-forms.ts';
import type { ContentTerm, Objective, StyleTerm, Targets } from '../../objective/objective.ts';
import { STYLE as STYLE_FORMS, STYLE_INPUTS, type StyleConstants } from '../../objective/style-forms.ts';
import { CONTENT, STYLE } from './kernels.ts';
import type { Tf } from './load.ts';
import { neighboursOf } from './neighbours.ts';
import type { Statistics } from './statistics.ts';
import type { Steps } from './steps.ts';

type Inputs = Readonly<Record<string, Tensor>>;

interface Common {
  readonly layer: string;
  /** the constants of its target on the device */
  inputs(targets: Targets): Record<string, Tensor>;
}

interface OfContent extends Common {
  readonly kind: 'content';
  /** weighted; feature: [1, H, W, N] */
  loss(feature: Tensor4D, inputs: Inputs): Scalar;
}

interface OfStyle extends Common {
  readonly kind: 'style';
  readonly of: 'moments';
  /** weighted; statistics: of the picture at the layer, with `inputs.shares` where there are any */
  loss(statistics: Statistics, inputs: Inputs): Scalar;
}

interface OfNeighbours extends Common {
  readonly kind: 'style';
  readonly of: 'positions';
  /** weighted, with the gradient with respect to the feature: [1, H, W, N] */
  differentiated(feature: Tensor4D, inputs: Inputs): Steps<[loss: Scalar, gradient: Tensor4D]>;
}

export type Term = OfContent | OfStyle | OfNeighbours;

export function termsOf(tf: Tf, { content, style }: Objective): Term[] {
  return [...content.map((term) => contentTerm(tf, term)), ...style.map((term) => styleTerm(tf, term))];
}

function contentTerm(tf: Tf, term: ContentTerm): OfContent {
  const kernel = contentKernel(term);
  return {
    kind: 'content',
    layer: term.layer,
    inputs(targets) {
      const target = defined(targets.content.get(term.layer), 'content target', term.layer);
      const [, channels, height, width] = target.shape as [number, number, number, number];
      return onDevice(tf, contentInputs(term, target), CONTENT_INPUTS[kernel]({ channels, height, width }));
    },
    loss: (feature, inputs) => CONTENT[kernel](tf, feature, inputs as ContentConstants<Tensor>),
  };
}

function styleTerm(
  tf: Tf,
  { layer, form, weight, target: key = layer, masked = false }: StyleTerm,
): OfStyle | OfNeighbours {
  const { kernel, inputs: constants } = STYLE_FORMS[form];
  const common = {
    kind: 'style' as const,
    layer,
    inputs(targets: Targets) {
      const target = defined(targets.style.get(key), 'style target', key);
      const inputs = onDevice(tf, constants(target, weight), STYLE_INPUTS[kernel](target.mean.length));
      if (!masked) return inputs;
      const positions = defined(target.positions, 'positions', key);
      return { ...inputs, shares: tf.tensor2d(positions, [positions.length, 1]) };
    },
  };
  if (kernel === 'neighbours') {
    const differentiated: OfNeighbours['differentiated'] = (feature, inputs) => {
      return neighboursOf(tf, feature, inputs as StyleConstants<Tensor>);
    };
    return { ...common, of: 'positions', differentiated };
  }
  const loss: OfStyle['loss'] = (statistics, inputs) => {
    return STYLE[kernel](tf, statistics, inputs as StyleConstants<Tensor>);
  };
  return { ...common, of: 'moments', loss };
}

/** What is of a feature's shape, [1, N, H, W], becomes [1, H, W, N]. */
function onDevice(
  tf: Tf,
  values: Readonly<Record<string, Float32Array>>,
  shapes: Readonly<Record<string, number[]>>,
): Record<string, Tensor> {
  const tensor = (name: string) => {
    const shape = shapes[name]!;
    const published = tf.tensor(values[name]!, shape);
    return shape.length === 4 ? tf.transpose(published, [0, 2, 3, 1]) : published;
  };
  return Object.fromEntries(Object.keys(values).map((name) => [name, tensor(name)]));
}

function defined<T>(value: T | undefined, what: string, key: string): T {
  if (value === undefined) throw new Error(`Expected a ${what} for ${key} but received none`);
  return value;
}

/** Loss terms that look at the picture itself: [1, 3, H, W]. */

/** Mean over all values of (right − x)² + (below − x)². */
export function totalVariation(tf: Tf, picture: Tensor4D): Scalar {
  const [, channels, height, width] = picture.shape;
  const cut = (rows: [number, number], columns: [number, number]) =>
    tf.slice(picture, [0, 0, rows[0], columns[0]], [1, channels, rows[1], columns[1]]);
  const across = tf.squaredDifference(cut([0, height], [1, width - 1]), cut([0, height], [0, width - 1]));
  const down = tf.squaredDifference(cut([1, height - 1], [0, width]), cut([0, height - 1], [0, width]));
  return tf.div(tf.add(tf.sum(across), tf.sum(down)), picture.size);
}

/** Mean over all values of (K·x)², see objective/stencils.ts. */
export function stencil(tf: Tf, picture: Tensor4D, kernel: readonly number[]): Scalar {
  const [, channels, height, width] = picture.shape;
  // tf.mirrorPad's own gradient leaves out what the repeated edges give back
  const part = (x: Tensor4D, begin: [number, number], size: [number, number]) => {
    return tf.slice(x, [0, 0, ...begin], [1, channels, ...size]);
  };
  const ends = [part(picture, [0, 0], [1, width]), part(picture, [height - 1, 0], [1, width])] as const;
  const tall = tf.concat([ends[0], picture, ends[1]], 2);
  const sides = [part(tall, [0, 0], [height + 2, 1]), part(tall, [0, width - 1], [height + 2, 1])] as const;
  const padded = tf.concat([sides[0], tall, sides[1]], 3);
  const shifted = (y: number, x: number) => part(padded, [y, x], [height, width]);
  const parts = kernel.flatMap((factor, at) => {
    return factor === 0 ? [] : [tf.mul(factor, shifted(Math.floor(at / 3), at % 3))];
  });
  return tf.mean(tf.square(parts.reduce((sum, part) => tf.add(sum, part))));
}

/** Mean over all values of the squared distance from [0, 1]. */
export function outOfRange(tf: Tf, picture: Tensor4D): Scalar {
  return tf.mean(tf.square(tf.sub(picture, tf.clipByValue(picture, 0, 1))));
}
