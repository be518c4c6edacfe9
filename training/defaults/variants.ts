import { GATYS_LAYERS, OBJECTIVE } from '@atelier/core/objective/objectives.ts';
import { type Level, pyramid } from '@atelier/core/transfer/high/pyramid.ts';
import { STYLE_SCALE } from '@atelier/core/transfer/options.ts';

/** What one painting run is made with, as far as the search changes it. */
export interface Variant {
  objective: typeof OBJECTIVE;
  styleScale: number;
  levels: (width: number, height: number, side: number) => Level[];
}

/** Five layers, even: what the search began with. */
const EVEN = weightsOf([0.2, 0.2, 0.2, 0.2, 0.2]);
/** Weights of these layers, fine to coarse. */
const FINE = weightsOf([0.3, 0.3, 0.2, 0.1, 0.1]);
const COARSE = weightsOf([0.1, 0.1, 0.2, 0.3, 0.3]);
const NO_FIFTH = weightsOf([0.25, 0.25, 0.25, 0.25, 0]);

const FIRST_CONTENT = ['conv3_3', 'conv4_2'].map((layer) => {
  return { layer, form: 'relative', weight: 0.06 } as const;
});
const FIRST: Variant = {
  objective: { ...OBJECTIVE, content: FIRST_CONTENT },
  styleScale: 1.2,
  levels: pyramid,
};
const EVEN_FIRST = style(EVEN);

/** Variants by name; each differs from `five layers` in what its name says. */
export const VARIANTS: Record<string, Variant> = {
  defaults: { objective: OBJECTIVE, styleScale: STYLE_SCALE, levels: pyramid },
  'five layers': EVEN_FIRST,
  'content 0.5x': contentTimes(EVEN_FIRST, 0.5),
  'content 0.7x': contentTimes(EVEN_FIRST, 0.7),
  'content 1.5x': contentTimes(EVEN_FIRST, 1.5),
  'conv4_2 alone': contentAt('conv4_2'),
  'conv3_3 alone': contentAt('conv3_3'),
  'style fine': style(FINE),
  'style coarse': style(COARSE),
  'style 256:64:16:4:1': style(weightsOf([0.75, 0.19, 0.047, 0.012, 0.003])),
  'style without conv5_1': style(NO_FIFTH),
  'style fine + content 0.5x': contentTimes(style(FINE), 0.5),
  'style fine + content 0.3x': contentTimes(style(FINE), 0.3),
  'style without conv5_1 + content 0.5x': contentTimes(style(NO_FIFTH), 0.5),
  'style with conv3_3': style({ ...EVEN, conv3_3: 0.3 }),
  'style with conv4_3': style({ ...EVEN, conv4_3: 0.2 }),
  'style with conv3_3 + conv4_3': style({ ...EVEN, conv3_3: 0.2, conv4_3: 0.2 }),
  'style with conv3_3 + conv4_3 + scale 1.0': {
    ...style({ ...EVEN, conv3_3: 0.2, conv4_3: 0.2 }),
    styleScale: 1,
  },
  'style with conv2_2 + conv3_3 + conv4_3': style({ ...EVEN, conv2_2: 0.2, conv3_3: 0.2, conv4_3: 0.2 }),
  'style with conv3_2 + conv3_4 + conv4_2 + conv4_4': style({
    ...EVEN,
    conv3_2: 0.1,
    conv3_4: 0.1,
    conv4_2: 0.1,
    conv4_4: 0.1,
  }),
  'style with conv4_3 for conv5_1': style({ ...EVEN, conv4_3: 0.2, conv5_1: 0 }),
  'style with conv3_3 and conv4_3 for conv3_1 and conv4_1': style({
    ...EVEN,
    conv3_1: 0,
    conv3_3: 0.2,
    conv4_1: 0,
    conv4_3: 0.2,
  }),
  wasserstein: {
    ...FIRST,
    objective: {
      ...FIRST.objective,
      style: OBJECTIVE.style.map((term) => ({ ...term, form: 'wasserstein' as const })),
    },
  },
  'scale 1.0': { ...EVEN_FIRST, styleScale: 1 },
  'scale 1.5': { ...EVEN_FIRST, styleScale: 1.5 },
  'variation 0': { ...EVEN_FIRST, objective: { ...EVEN_FIRST.objective, variation: 0 } },
  'variation 5': { ...EVEN_FIRST, objective: { ...EVEN_FIRST.objective, variation: 5 } },
  'iterations 1.5x': iterationsTimes(1.5),
  'iterations 2.5x': iterationsTimes(2.5),
  'one size': {
    ...EVEN_FIRST,
    levels: (width, height, side) => [{ ...pyramid(width, height, side).at(-1)!, iterations: 100 }],
  },
};

function weightsOf(weights: readonly number[]): Record<string, number> {
  return Object.fromEntries(GATYS_LAYERS.map((layer, i) => [layer, weights[i]!]));
}

/** Style layers by name with their weights. */
function style(weights: Record<string, number>): Variant {
  const all = Object.entries(weights).map(([layer, weight]) => {
    return { layer, form: 'covariance', weight } as const;
  });
  return { ...FIRST, objective: { ...FIRST.objective, style: all.filter(({ weight }) => weight > 0) } };
}

function contentAt(layer: string): Variant {
  const content = [{ layer, form: 'relative', weight: 0.12 } as const];
  return { ...EVEN_FIRST, objective: { ...EVEN_FIRST.objective, content } };
}

function contentTimes(variant: Variant, factor: number): Variant {
  const content = variant.objective.content.map((term) => ({ ...term, weight: term.weight * factor }));
  return { ...variant, objective: { ...variant.objective, content } };
}

function iterationsTimes(factor: number): Variant {
  const levels = (width: number, height: number, side: number) => {
    return pyramid(width, height, side).map((level) => ({
      ...level,
      iterations: Math.round(level.iterations * factor),
    }));
  };
  return { ...EVEN_FIRST, levels };
}
