import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Guarded } from './guarded.ts';
import { Lbfgs, type Precondition } from './lbfgs.ts';
import type { Moments, Optimiser, Rule } from './optimiser.ts';
import type { OptimiserName, OptimiserOptions } from './options.ts';
import { Sgd } from './sgd.ts';

interface Helps {
  /** moments of the level before, resized by `resizeMoments`; a rule that cannot use them ignores them */
  carried?: Moments | undefined;
  /** lbfgs: default none */
  precondition?: Precondition | undefined;
}

type Make = (size: number, options: OptimiserOptions, helps: Helps) => Rule;

/** Measured side by side in docs/options.md. */
const OPTIMISERS: Record<OptimiserName, Make> = {
  lbfgs: (size, options, { precondition }) => new Lbfgs(size, options, precondition),
  adam: (size, options, { carried }) => new Adam(size, options, carried),
  adagrad: (size, options) => new Adagrad(size, options),
  sgd: (size, options, { carried }) => new Sgd(size, options, carried),
};

export function createOptimiser(size: number, options: OptimiserOptions = {}, helps: Helps = {}): Optimiser {
  const rule = OPTIMISERS[options.optimiser ?? 'lbfgs'](size, options, helps);
  return new Guarded(rule, size, options);
}
