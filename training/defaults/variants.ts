import { OBJECTIVE, STYLE_LAYERS, STYLE_SCALE } from '@atelier/core/transfer/options.ts';
import { type Level, pyramid } from '@atelier/core/transfer/pyramid.ts';

/** What one painting run is made with, as far as the search changes it. */
export interface Variant {
  objective: typeof OBJECTIVE;
  styleScale: number;
  levels: (width: number, height: number, side: number) => Level[];
}

const USUAL: Variant = { objective: OBJECTIVE, styleScale: STYLE_SCALE, levels: pyramid };

/** Weights of the style layers, fine to coarse. */
const FINE = [0.3, 0.3, 0.2, 0.1, 0.1];
const NO_FIFTH = [0.25, 0.25, 0.25, 0.25, 0];

const EVEN = { conv1_1: 0.2, conv2_1: 0.2, conv3_1: 0.2, conv4_1: 0.2, conv5_1: 0.2 };

/** Variants by name; each differs from the defaults in one thing. */
export const VARIANTS: Record<string, Variant> = {
  defaults: USUAL,
  'content 0.5x': contentTimes(0.5),
  'content 0.7x': contentTimes(0.7),
  'content 1.5x': contentTimes(1.5),
  'conv4_2 alone': { ...USUAL, objective: { ...OBJECTIVE, content: [content('conv4_2', 0.12)] } },
  'conv3_3 alone': { ...USUAL, objective: { ...OBJECTIVE, content: [content('conv3_3', 0.12)] } },
  'style fine': styleWeights(FINE),
  'style coarse': styleWeights([0.1, 0.1, 0.2, 0.3, 0.3]),
  'style 256:64:16:4:1': styleWeights([0.75, 0.19, 0.047, 0.012, 0.003]),
  'style without conv5_1': styleWeights(NO_FIFTH),
  'style fine + content 0.5x': both(styleWeights(FINE), contentTimes(0.5)),
  'style fine + content 0.3x': both(styleWeights(FINE), contentTimes(0.3)),
  'style without conv5_1 + content 0.5x': both(styleWeights(NO_FIFTH), contentTimes(0.5)),
  'style with conv3_3': styleLayers({ ...EVEN, conv3_3: 0.3 }),
  'style with conv3_4 for conv3_1': styleLayers({ ...EVEN, conv3_1: 0, conv3_4: 0.2 }),
  'style with conv3_3 and conv4_3 for conv3_1 and conv4_1': styleLayers({
    ...EVEN,
    conv3_1: 0,
    conv3_3: 0.2,
    conv4_1: 0,
    conv4_3: 0.2,
  }),
  'style with conv4_3': styleLayers({ ...EVEN, conv4_3: 0.2 }),
  'style with conv4_3 + conv4_4': styleLayers({ ...EVEN, conv4_3: 0.2, conv4_4: 0.2 }),
  'style with conv3_3 + conv4_3': styleLayers({ ...EVEN, conv3_3: 0.2, conv4_3: 0.2 }),
  'style with conv3_3 + conv4_3 + scale 1.0': {
    ...styleLayers({ ...EVEN, conv3_3: 0.2, conv4_3: 0.2 }),
    styleScale: 1,
  },
  'style with conv2_2 + conv3_3 + conv4_3': styleLayers({
    ...EVEN,
    conv2_2: 0.2,
    conv3_3: 0.2,
    conv4_3: 0.2,
  }),
  'style with conv3_2 + conv3_4 + conv4_2 + conv4_4': styleLayers({
    ...EVEN,
    conv3_2: 0.1,
    conv3_4: 0.1,
    conv4_2: 0.1,
    conv4_4: 0.1,
  }),
  'style with conv4_3 for conv5_1': styleLayers({ ...EVEN, conv4_3: 0.2, conv5_1: 0 }),
  'scale 1.0': { ...USUAL, styleScale: 1 },
  'scale 1.5': { ...USUAL, styleScale: 1.5 },
  'variation 0': { ...USUAL, objective: { ...OBJECTIVE, variation: 0 } },
  'variation 5': { ...USUAL, objective: { ...OBJECTIVE, variation: 5 } },
  'iterations 1.5x': iterationsTimes(1.5),
  'iterations 2.5x': iterationsTimes(2.5),
  'one size': {
    ...USUAL,
    levels: (width, height, side) => [{ ...pyramid(width, height, side).at(-1)!, iterations: 100 }],
  },
};

function content(layer: string, weight: number) {
  return { layer, form: 'relative', weight } as const;
}

function contentTimes(factor: number): Variant {
  const terms = OBJECTIVE.content.map((term) => ({ ...term, weight: term.weight * factor }));
  return { ...USUAL, objective: { ...OBJECTIVE, content: terms } };
}

function styleWeights(weights: readonly number[]): Variant {
  const style = STYLE_LAYERS.map((layer, i) => ({ layer, form: 'covariance', weight: weights[i] }) as const);
  return { ...USUAL, objective: { ...OBJECTIVE, style: style.filter(({ weight }) => weight > 0) } };
}

/** Style layers by name with their weights. */
function styleLayers(weights: Record<string, number>): Variant {
  const all = Object.entries(weights).map(
    ([layer, weight]) => ({ layer, form: 'covariance', weight }) as const,
  );
  return { ...USUAL, objective: { ...OBJECTIVE, style: all.filter(({ weight }) => weight > 0) } };
}

/** The style of one and the content of another. */
function both(style: Variant, content: Variant): Variant {
  return { ...USUAL, objective: { ...style.objective, content: content.objective.content } };
}

function iterationsTimes(factor: number): Variant {
  const levels = (width: number, height: number, side: number) => {
    return pyramid(width, height, side).map((level) => ({
      ...level,
      iterations: Math.round(level.iterations * factor),
    }));
  };
  return { ...USUAL, levels };
}
