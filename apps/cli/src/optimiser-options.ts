import type { Command } from 'commander';
import { number } from './arguments.ts';

/** How the optimisation runs: the same flags for everything that optimises a picture. */
export function addOptimiserOptions(command: Command): Command {
  return command
    .option('--optimiser <name>', 'lbfgs, adam, adagrad or sgd')
    .option('--learning-rate <number>', 'of adam, adagrad and sgd', number)
    .option('--iterations <n>', 'over all sizes together', number)
    .option('--levels <n>', 'number of sizes from coarse to fine; 1: the end size alone', number)
    .option('--coarsest <px>', 'longer side of the first size', number)
    .option('--average <decay>', 'hand out the exponential average of the iterates', number)
    .option('--plateau <n>', 'end a size when the loss hardly fell over so many iterations', number);
}
