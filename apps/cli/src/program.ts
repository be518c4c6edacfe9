import { AtelierError, asAtelierError } from '@atelier/contract/errors.ts';
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands.ts';
import { ready } from './getting-ready.ts';

/**
 * The `atelier` command. Only the command that is called has its options made, and its action is imported when it is
 * called, so that `atelier presets` loads neither an engine nor a database.
 *
 * @returns the exit code: 0; 1 after one clear line on stderr; 130 after Ctrl-C
 */
export async function parseArgs(args: string[], version: string): Promise<number> {
  let exitCode = 0;
  const program = new Command('atelier')
    .description('An artists’ workshop: paints photos in the style of a painting')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });

  let running: Command | undefined;
  program.hook('preAction', async (_, command) => {
    running = command;
    const { readEnvironment } = await import('@atelier/runtime/environment.ts');
    const { useOwnPresets } = await import('@atelier/core/styles/catalogue-own.ts');
    const { presetFolder } = await import('@atelier/core/styles/preset-folder.ts');
    useOwnPresets(presetFolder(readEnvironment().presetsDirectory));
  });

  // `atelier help style` is `atelier style --help`
  const called = args.find((arg) => !arg.startsWith('-') && arg !== 'help');
  for (const { name, description, define } of COMMANDS) {
    const command = program.command(name).description(description);
    if (name !== called) continue;
    await define(command, (code) => {
      exitCode = code;
    });
  }

  try {
    await program.parseAsync(withoutSwallowing(args), { from: 'user' });
  } catch (thrown) {
    ready();
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 1; // commander has printed it
    const error = inFlags(asAtelierError(thrown), running);
    // An internal error's sentence says nothing to the person at a terminal: show what was thrown.
    const line = error.code === 'internal' ? String((thrown as Error)?.stack ?? thrown) : error.message;
    process.stderr.write(`${line}\n`);
    return error.code === 'job.cancelled' ? 130 : 1;
  }
  return exitCode;
}

/** Ways of `--keep-colours`, whose value may be left out: another word behind it is not its own, but the photo. */
const WAYS = ['oklab', 'luminance', 'histogram', 'mean'];

function withoutSwallowing(args: readonly string[]): string[] {
  return args.map((arg, i) =>
    arg === '--keep-colours' && !WAYS.includes(args[i + 1] ?? '') ? '--keep-colours=oklab' : arg,
  );
}

/** Flags that are called otherwise than the library’s options. */
const FLAGS: Record<string, string> = { rate: 'learningRate', share: 'blend', start: 'from' };

/** The library names an option as in code; whoever typed it knows the flag. */
function inFlags(error: AtelierError, command: Command | undefined): AtelierError {
  const { option } = error.data;
  if (error.code !== 'option.invalid' || command === undefined) return error;
  const flagOf = (name: string) => command.options.find((each) => each.attributeName() === name)?.long;
  const flag = flagOf(String(option)) ?? flagOf(FLAGS[String(option)] ?? '');
  return flag ? new AtelierError('option.invalid', { ...error.data, option: flag }, error) : error;
}
