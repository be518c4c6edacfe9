import type { Command } from 'commander';
import { type Exit, wholeNumber } from './arguments.ts';

/** Options of what runs until it is stopped. */

export function addStart(command: Command, exit: Exit): void {
  command
    .option('--port <port>', 'port of the sandbox’s page, 0 for any free one', wholeNumber(0, 65535), 4680)
    .option('--no-sample', 'do not paint a sample picture at the start')
    .action(async (options) => {
      const { start } = await import('./start.ts');
      exit(await start(options));
    });
}

export function addDemo(command: Command, exit: Exit): void {
  command.option('--out <folder>', 'where the picture is written', 'out').action(async (options) => {
    const { demo } = await import('./demo.ts');
    exit(await demo(options));
  });
}

export function addServe(command: Command, exit: Exit): void {
  command
    .option('--port <port>', '0 for any free one', wholeNumber(0, 65535), 4690)
    .option(
      '--host <address>',
      'where it listens; elsewhere than here only with ATELIER_API_KEYS',
      '127.0.0.1',
    )
    .addHelpText(
      'after',
      '\nWith DATABASE_URL the workers of the fleet paint, without it this process does.\n' +
        'ATELIER_API_KEYS: keys that may order, with commas, each of 16 characters or more.\n',
    )
    .action(async (options) => {
      const { serve } = await import('./serve/serve.ts');
      exit(await serve(options));
    });
}
