import { asAtelierError } from '@atelier/core/errors.ts';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

/**
 * The `atelier` command. Every action is imported when it is called, so that `atelier presets` loads
 * neither an engine nor a database.
 *
 * @returns the exit code: 0, or 1 after one clear line on stderr
 */
export async function parseArgs(args: string[], version: string): Promise<number> {
  let exitCode = 0;
  const program = new Command('atelier')
    .description('An artists’ workshop: paints photos in the style of a painting')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });

  program
    .command('start')
    .description('start everything: database, one worker, the bot; without DISCORD_TOKEN also the sandbox')
    .option('--port <port>', 'port of the sandbox’s page, 0 for any free one', wholeNumber(0, 65535), 4680)
    .option('--no-sample', 'do not paint a sample picture at the start')
    .action(async (options) => {
      const { start } = await import('./start.ts');
      exitCode = await start(options);
    });

  program
    .command('demo')
    .description('one sample photo the whole way through sandbox, bot, database and worker; then stop')
    .option('--out <folder>', 'where the picture is written', 'out')
    .action(async (options) => {
      const { demo } = await import('./demo.ts');
      exitCode = await demo(options);
    });

  program
    .command('style')
    .description('paint one file: no Discord, no database')
    .argument('<image>', 'JPEG, PNG, WebP, AVIF or GIF file')
    .option('--preset <name>', 'the style; see `atelier presets`')
    .option('--style-image <file...>', 'a painting of yours instead of a preset (high quality only)')
    .addOption(
      new Option('--quality <quality>', 'fast: one pass; high: optimised')
        .choices(['fast', 'high'])
        .default('high'),
    )
    .option('--size <px>', 'longer side of the result in pixels', wholeNumber(1, 100_000))
    .option('--strength <percent>', '0: the photo, 70: as usual, 100: nearly pure style', wholeNumber(0, 100))
    .option('--blend <name[:share]>', 'mix in a second preset; its share from 0 to 1, half of each without')
    .option('--keep-colours', 'the painting’s light and dark with the photo’s colours')
    .option('--seed <n>', 'the same seed gives the same picture', wholeNumber(0, 2 ** 32 - 1))
    .requiredOption('--out <file>', 'PNG, JPEG, WebP or AVIF, by its ending')
    .option('--plot <file>', 'write the loss curves too (PNG)')
    .option('--json', 'one JSON object on stdout')
    .action(async (image, options) => {
      const { style } = await import('./style.ts');
      await style(image, options);
    });

  program
    .command('presets')
    .description('the styles that ship')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { presets } = await import('./presets.ts');
      presets(options);
    });

  program
    .command('models')
    .description('the networks that ship')
    .command('list', { isDefault: true })
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listModels } = await import('./models.ts');
      await listModels(options);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 1; // commander has printed it
    const error = asAtelierError(thrown);
    // An internal error's sentence says nothing to the person at a terminal: show what was thrown.
    const line = error.code === 'internal' ? String((thrown as Error)?.stack ?? thrown) : error.message;
    process.stderr.write(`${line}\n`);
    return 1;
  }
  return exitCode;
}

function wholeNumber(minimum: number, maximum: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
  };
}
