import type { Checkpoint } from '@atelier/contract/job.ts';
import type { Order, Quality } from '@atelier/contract/order.ts';
import type { Engine } from '../engines/engine.ts';
import type { ColourModeName } from '../images/colour-modes.ts';
import type { Image } from '../images/image.ts';
import type { Pooling } from '../networks/network.ts';
import type { ContentForm, StyleForm } from '../objective/objective.ts';
import type { OptimiserOptions } from '../optimisers/options.ts';
import type { Painting } from '../report/painting.ts';
import type { Progress } from '../report/progress.ts';
import type { StrengthPlan } from './strength.ts';

/** All that can be asked of `paint`. Ranges and defaults: OPTIONS. */

/**
 * An order, a photo and an engine. Of the order the quality has to be given, and everything else may be left out;
 * the styles are given as `StyleChoice` says, see `paintRequest` for an order as it came in. What follows the engine
 * is known to the command line alone.
 */
export interface PaintRequest
  extends StyleChoice,
    Partial<Omit<Order, 'preset' | 'quality' | 'blend' | 'blendShare' | 'keepColours'>> {
  photo: Image;
  quality: Quality;
  /**
   * Keeps the photo's colours, see COLOUR_MODES; true: `oklab`, which goes with every style and quality. The
   * others need high quality and the painting itself. Default false
   */
  keepColours?: boolean | ColourModeName;
  engine: Engine;
  /** styles of their own for parts of the picture; the style of the request is for the rest */
  regions?: readonly Region[] | undefined;
  /** per cent of the longer side, see OPTIONS.feather */
  feather?: number | undefined;
  /** high only: how it is painted */
  tuning?: Tuning | undefined;
  /** ends the work within one iteration, with `job.cancelled` */
  signal?: AbortSignal;
  /** called after each iteration (high), or once (fast); awaited */
  onProgress?: ((progress: Progress) => void | Promise<void>) | undefined;
  /** see OPTIONS.traceEvery */
  traceEvery?: number;
  /** fast only: the losses are left out, which take a while themselves; `Painting.measure` has them. Default false */
  lossesLater?: boolean;
  /** high only: of an earlier painting of the same order, which this one goes on with where it can */
  resume?: Checkpoint | undefined;
}

/** One style among several. */
export type Ingredient = ({ preset: string } | { image: Image }) & {
  /** see OPTIONS.weight; weights are scaled to sum 1 */
  weight?: number | undefined;
};

/**
 * How several styles become one picture. `interpolate` looks for the weighted mean of their statistics. `sum`
 * minimises the weighted sum of their losses (Gatys et al. 2016 with several paintings). For a loss that is a
 * squared distance in one and the same scale the two have the same least point, since Σ wᵢ‖S−Sᵢ‖² is
 * ‖S − Σ wᵢSᵢ‖² and a constant. No form of ours is just that: `covariance` is normalised by each painting's own
 * statistics, which gives weak textures more say in a sum; a Gram matrix of mean statistics lacks what the
 * paintings' means differ by; and `wasserstein` sums to another mean altogether, the barycentre.
 */
export const MIXES = ['interpolate', 'sum'] as const;
export type Mix = (typeof MIXES)[number];

/** What somebody wants it to look like: a preset or pictures of their own, and perhaps a second preset. */
export interface StyleChoice {
  /** name of a preset; or else `styles`, or `ingredients` */
  preset?: string | undefined;
  /** style pictures of the user's own, each counts as much as the other; fast needs the predictor, see `anyStyle` */
  styles?: readonly Image[] | undefined;
  /** a second preset that is mixed in; its share: see OPTIONS.share */
  blend?: { preset: string; share?: number | undefined } | undefined;
  /** any number of presets and pictures with weights, instead of the three above */
  ingredients?: readonly Ingredient[];
  /** default `interpolate`; `sum` only for high quality */
  mix?: Mix | undefined;
}

/** A part of the picture with a style of its own. */
export interface Region {
  /** of the photo's aspect, any size: white belongs to the region, black does not, grey partly */
  mask: Image;
  /** null: the photo stays */
  style: Ingredient | null;
}

/**
 * For those who want to change how high quality paints; without any of it the picture is the default one.
 * Ranges and defaults: OPTIONS, and OPTIMISER_OPTIONS.
 */
export interface Tuning {
  /** loss network by name, see networks/registry.ts; another than the shipped one needs the painting itself */
  network?: string | undefined;
  /** pooling of the loss network instead of its own; the same holds */
  pooling?: Pooling | undefined;
  /** layers, forms and weights of what is minimised */
  objective?: ObjectiveOptions | undefined;
  /** rule, learning rate, averaging, plateau */
  optimiser?: OptimiserOptions | undefined;
  /** sizes and iterations */
  schedule?: ScheduleOptions | undefined;
  /** what the first level begins with; default `fast` where the transform network has learnt the style, else `colours` */
  start?: Start | undefined;
  /** per cent: longer side of the painting over that of the picture, at every level */
  styleScale?: number | undefined;
  /** degrees, clockwise: how the painting is turned before its statistics are taken; needs the painting itself */
  styleRotation?: number | undefined;
}

export interface LayerWeight {
  readonly layer: string;
  /** see OPTIONS.layerWeight; absent: an equal share of what the default layers weigh together */
  readonly weight?: number | undefined;
}

/**
 * What is minimised: α · Σ content terms + β · Σ style terms + smoothness. The forms other than the defaults are
 * as published, with values from 1e-6 to 1e9: α and β have to bring them near 1, or the total variation and
 * the range of displayable values, which stay, count nothing or everything.
 */
export interface ObjectiveOptions {
  /** default: OBJECTIVE, or the network's own `taps` */
  contentLayers?: readonly LayerWeight[] | undefined;
  /** default: OBJECTIVE, or the network's own `taps` */
  styleLayers?: readonly LayerWeight[] | undefined;
  /** see objective/objective.ts; default `relative` */
  contentForm?: ContentForm | undefined;
  /** see objective/objective.ts; default `covariance` */
  styleForm?: StyleForm | undefined;
  /** α, see OPTIONS.contentWeight */
  contentWeight?: number | undefined;
  /** β, see OPTIONS.styleWeight */
  styleWeight?: number | undefined;
  /** see OPTIONS.variation */
  variation?: number | undefined;
}

export interface ScheduleOptions {
  /** see OPTIONS.iterations */
  iterations?: number | undefined;
  /** see OPTIONS.levels; not together with `coarsest` */
  levels?: number | undefined;
  /** see OPTIONS.coarsest */
  coarsest?: number | undefined;
}

/**
 * What painting begins with: the fast result, the photo in the painting's colours, or so much of the photo in white
 * noise, see OPTIONS.start.
 */
export type Start = 'fast' | 'colours' | number;

/** What is settled before either way of painting begins. */
export interface Prepared {
  seed: number;
  plan: StrengthPlan;
  /** longer side of the result in pixels */
  longSide: number;
}

export type Painted = Pick<
  Painting,
  'image' | 'iterations' | 'losses' | 'measure' | 'network' | 'keptFaces' | 'warnings' | 'sizes'
>;
