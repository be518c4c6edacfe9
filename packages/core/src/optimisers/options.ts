export const OPTIMISER_NAMES = ['lbfgs', 'adam', 'adagrad', 'sgd'] as const;
export type OptimiserName = (typeof OPTIMISER_NAMES)[number];

/** Ranges and defaults: OPTIMISER_OPTIONS. */
export interface OptimiserOptions {
  optimiser?: OptimiserName | undefined;
  /** learning rate in units of x (adam, adagrad); for sgd in units of x per gradient scaled to 1 at its largest */
  rate?: number | undefined;
  /** sgd: share of the last step that is added to the next */
  momentum?: number;
  /** adam: decay of the mean gradient */
  beta1?: number;
  /** adam: decay of the mean squared gradient */
  beta2?: number;
  /** adam, adagrad: added to the root that a step is divided by, against division by zero */
  epsilon?: number;
  /** lbfgs: pairs of steps and gradient changes that are remembered */
  history?: number;
  /** lbfgs: largest change of one value in the very first step, in units of x */
  firstStep?: number;
  /** decay of the exponential average of the iterates, which is then handed out instead of the best; 0: off */
  average?: number | undefined;
  /** stop when over so many steps … ; 0: never */
  plateau?: number | undefined;
  /** … the best loss fell by less than this share of itself */
  improvement?: number;
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/**
 * Unit: see above. Sources: Kingma and Ba 2015 (epsilon, beta1); crowsonkb/style-transfer-pytorch (Adam 0.02,
 * betas 0.9 and 0.99: a picture changes quickly; average 0.99 there); Duchi et al. 2011 (Adagrad); Nocedal and
 * Wright 2006, section 7.2 (history 3 to 20). Rates of Adagrad and SGD: the largest tried that did not swing at
 * the start (docs/options.md).
 */
export const OPTIMISER_OPTIONS = {
  rate: {
    adam: { min: 1e-6, max: 10, default: 0.02 },
    adagrad: { min: 1e-6, max: 10, default: 0.1 },
    sgd: { min: 1e-6, max: 10, default: 0.1 },
  },
  momentum: { min: 0, max: 0.999, default: 0.9 },
  beta1: { min: 0, max: 0.9999, default: 0.9 },
  beta2: { min: 0, max: 0.99999, default: 0.99 },
  epsilon: { min: 0, max: 1, default: 1e-8 },
  history: { min: 1, max: 100, default: 6 },
  firstStep: { min: 1e-6, max: 1, default: 0.15 },
  average: { min: 0, max: 0.9999, default: 0 },
  plateau: { min: 0, max: 10_000, default: 0 },
  improvement: { min: 0, max: 1, default: 1e-3 },
} as const satisfies Record<string, Range | Record<string, Range>>;
