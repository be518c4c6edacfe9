import { AtelierError } from '../../errors.ts';
import type { Pooling } from '../../networks/network.ts';
import { OPTIMISER_NAMES, OPTIMISER_OPTIONS, type OptimiserOptions } from '../../optimisers/options.ts';
import { checked, checkedName, checkedNumber } from '../options.ts';
import type { PaintRequest } from '../paint.ts';
import type { ObjectiveOptions } from './objective-options.ts';
import type { ScheduleOptions } from './pyramid.ts';
import type { Start } from './start.ts';

/**
 * For those who want to change how high quality paints; without any of it the picture is the default one.
 * Ranges and defaults: OPTIONS, and OPTIMISER_OPTIONS.
 */
export interface Tuning {
  /** loss network by name, see networks/registry.ts; another than the shipped one needs the painting itself */
  network?: string;
  /** pooling of the loss network instead of its own; the same holds */
  pooling?: Pooling;
  /** layers, forms and weights of what is minimised */
  objective?: ObjectiveOptions;
  /** rule, learning rate, averaging, plateau */
  optimiser?: OptimiserOptions;
  /** sizes and iterations */
  schedule?: ScheduleOptions;
  /** what the first level begins with; default `fast` where the transform network has learnt the style, else `colours` */
  start?: Start;
  /** per cent: longer side of the painting over that of the picture, at every level */
  styleScale?: number;
  /** degrees, clockwise: how the painting is turned before its statistics are taken; needs the painting itself */
  styleRotation?: number;
}

/** Refuses what only high quality can do, by the name of the first such option. */
export function refuseInFast({ tuning = {}, mix, keepColours }: PaintRequest): void {
  const { objective, optimiser, schedule, ...single } = tuning;
  const options = {
    ...single,
    ...objective,
    ...optimiser,
    ...schedule,
    mix: mix === 'interpolate' ? undefined : mix,
    keepColours: typeof keepColours === 'string' && keepColours !== 'oklab' ? keepColours : undefined,
  };
  const [given] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return;
  throw new AtelierError('option.invalid', {
    option: given,
    kind: 'high-only',
    received: 'fast',
  });
}

/** The options of an optimiser, each in its range, or `option.invalid`. */
export function checkedOptimiser(options: OptimiserOptions): OptimiserOptions {
  const { optimiser = 'lbfgs', rate, ...others } = options;
  const name = checkedName('optimiser', optimiser, OPTIMISER_NAMES);
  if (rate !== undefined) {
    if (name === 'lbfgs') {
      const expected = 'adam, adagrad or sgd beside a learning rate';
      throw new AtelierError('option.invalid', {
        option: 'optimiser',
        expected,
        received: 'lbfgs, which finds its steps',
      });
    }
    checkedNumber('rate', rate, OPTIMISER_OPTIONS.rate[name]);
  }
  for (const [option, value] of Object.entries(others)) {
    const check = WHOLE.has(option) ? checked : checkedNumber;
    if (value !== undefined) check(option, value, OPTIMISER_OPTIONS[option as keyof typeof others]);
  }
  return options;
}

const WHOLE: ReadonlySet<string> = new Set(['history', 'plateau'] satisfies (keyof OptimiserOptions)[]);
