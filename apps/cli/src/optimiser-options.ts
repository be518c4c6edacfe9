import { OPTIMISER_NAMES, OPTIMISER_OPTIONS } from '@atelier/core/optimisers/options.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import type { Command } from 'commander';
import { number, ranged } from './arguments.ts';

/** How the optimisation runs: the same flags for everything that optimises a picture. */
export function addOptimiserOptions(command: Command): Command {
  const { rate, average, plateau } = OPTIMISER_OPTIONS;
  return command
    .option('--optimiser <name>', `${OPTIMISER_NAMES.join(', ')}; lbfgs without`)
    .option(
      '--learning-rate <number>',
      ranged('of adam, adagrad and sgd', {
        ...rate.adam,
        default: `${rate.adam.default} for adam, ${rate.sgd.default} for the others`,
      }),
      number,
    )
    .option('--iterations <n>', ranged('over all sizes together', OPTIONS.iterations), number)
    .option(
      '--levels <n>',
      ranged('number of sizes from coarse to fine; 1: the end size alone', OPTIONS.levels),
      number,
    )
    .option('--coarsest <px>', ranged('longer side of the first size', OPTIONS.coarsest), number)
    .option('--average <decay>', ranged('hand out the exponential average of the iterates', average), number)
    .option(
      '--plateau <n>',
      ranged('end a size when the loss hardly fell over so many iterations', plateau),
      number,
    );
}
