import { Adagrad } from './adagrad.ts';
import { Adam } from './adam.ts';
import { Guarded } from './guarded.ts';
import { Lbfgs } from './lbfgs.ts';
import type { Moments, Optimiser, Rule } from './optimiser.ts';
import type { OptimiserName, OptimiserOptions } from './options.ts';
import { Sgd } from './sgd.ts';

type Make = (size: number, options: OptimiserOptions, carried: Moments | undefined) => Rule;

/** Measured side by side in docs/options.md. */
const OPTIMISERS: Record<OptimiserName, Make> = {
  lbfgs: (size, options) => new Lbfgs(size, options),
  adam: (size, options, carried) => new Adam(size, options, carried),
  adagrad: (size, options) => new Adagrad(size, options),
  sgd: (size, options, carried) => new Sgd(size, options, carried),
};

/** carried: moments of the level before, resized by `resizeMoments`; a rule that cannot use them ignores them. */
export function createOptimiser(size: number, options: OptimiserOptions = {}, carried?: Moments): Optimiser {
  const rule = OPTIMISERS[options.optimiser ?? 'lbfgs'](size, options, carried);
  return new Guarded(rule, size, options);
}
