import { DEVICE_NAMES, ENGINE_NAMES } from '@atelier/core/engines/names.ts';
import { type Command, Option } from 'commander';
import { wholeNumber } from './arguments.ts';

/** See `EngineFlags`. Loads no engine. */
export function addEngineOptions(command: Command): Command {
  return command
    .optionsGroup('What computes:')
    .addOption(new Option('--engine <name>', 'ATELIER_ENGINE without, or else auto').choices(ENGINE_NAMES))
    .addOption(new Option('--device <name>', 'ATELIER_DEVICE without, or else auto').choices(DEVICE_NAMES))
    .option(
      '--threads <n>',
      'of the processor (1–1024; ATELIER_THREADS without, or else all)',
      wholeNumber(1, 1024),
    )
    .option(
      '--memory <MB>',
      'high quality in tiles when one piece takes more (300–1000000; ATELIER_MEMORY without, or else 80 % of what is free, at most 3000)',
      wholeNumber(300, 1_000_000),
    );
}
