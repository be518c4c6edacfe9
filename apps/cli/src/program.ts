import { asAtelierError } from '@atelier/contract/errors.ts';
import { Command, CommanderError } from 'commander';
import { wholeNumber } from './arguments.ts';
import { inFlags } from './flags.ts';
import { addFleet } from './fleet-options.ts';
import { addStudies } from './study-options.ts';
import { addStyleOptions } from './style-options.ts';

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

  let running: Command | undefined;
  program.hook('preAction', async (_, command) => {
    running = command;
    const { readEnvironment } = await import('@atelier/runtime/environment.ts');
    const { useOwnPresets } = await import('@atelier/core/styles/catalogue-own.ts');
    const { presetFolder } = await import('@atelier/core/styles/preset-folder.ts');
    useOwnPresets(presetFolder(readEnvironment().presetsDirectory));
  });

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

  addStyleOptions(program.command('style').description('paint one file: no Discord, no database')).action(
    async (image, options) => {
      const { style } = await import('./style.ts');
      await style(image, options);
    },
  );

  addStudies(program);

  program
    .command('learn')
    .description('a painting of yours as a preset, for both qualities')
    .argument('<painting>', 'JPEG, PNG, WebP, AVIF or GIF file')
    .requiredOption('--name <name>', 'small letters, digits and hyphens')
    .option('--title <title>', 'how menus call it; the name without')
    .option('--artist <artist>', 'shown and searched')
    .option('--year <year>', 'shown')
    .option('--mood <word...>', 'words to search by')
    .option('--photos <folder>', 'photos to learn on; those that ship without')
    .option('--steps <n>', 'steps of the optimiser', wholeNumber(1, 10_000))
    .option('--seed <n>', 'the same seed gives the same preset', wholeNumber(0, 2 ** 32 - 1))
    .option('--replace', 'take the place of a preset of that name, also of one that ships')
    .option('--fleet', 'publish it too: into the database of DATABASE_URL, for the bot and every worker')
    .option('--plot <file>', 'write the loss curves too (PNG)')
    .option('--json', 'one JSON object on stdout')
    .action(async (painting, options) => {
      const { learn } = await import('./learn.ts');
      await learn(painting, options);
    });

  const presets = program
    .command('presets')
    .description('the styles: those that ship and your own')
    .option('--json', 'as JSON')
    .option('--fleet', 'those in the database of DATABASE_URL, which bot and workers know')
    .action(async (options) => {
      const { listPresets } = await import('./presets.ts');
      await listPresets(options);
    });
  presets
    .command('remove')
    .description('take a preset of your own away')
    .argument('<name>')
    .option('--fleet', 'from the database of DATABASE_URL in place of the folder')
    .action(async (name, _, command) => {
      const { removeOwnPreset } = await import('./presets.ts');
      await removeOwnPreset(name, command.optsWithGlobals());
    });
  presets
    .command('publish')
    .description('make a preset of your own known to bot and workers: into the database of DATABASE_URL')
    .argument('<name>')
    .option('--replace', 'take the place of one of that name')
    .action(async (name, options) => {
      const { publishToFleet } = await import('./presets.ts');
      await publishToFleet(name, options);
    });

  program
    .command('engines')
    .description('what this machine can compute with, what is chosen and why, and how quickly each is')
    .option('--quick', 'one small run of each instead of ten seconds')
    .option('--json', 'one JSON object on stdout')
    .action(async (options) => {
      const { engines } = await import('./engines.ts');
      await engines(options);
    });

  addFleet(program);

  const tensorflow = program
    .command('tensorflow')
    .description('TensorFlow’s own library for the engine tensorflow, which computes in WebAssembly without');
  tensorflow
    .command('status', { isDefault: true })
    .description('whether it is installed, and what it computes on')
    .action(async () => {
      const { tensorflowStatus } = await import('./tensorflow.ts');
      await tensorflowStatus();
    });
  tensorflow
    .command('install')
    .description('fetch its wheel into the data directory and build tfjs’s binding for it')
    .option('--gpu', 'with CUDA 12 and cuDNN 9, for an NVIDIA card')
    .action(async (options) => {
      const { installTensorflow } = await import('./tensorflow.ts');
      await installTensorflow(options);
    });
  tensorflow
    .command('uninstall')
    .description('take it away')
    .action(async () => {
      const { uninstallTensorflow } = await import('./tensorflow.ts');
      await uninstallTensorflow();
    });

  const models = program
    .command('models')
    .description('the networks: those that ship and the published ones');
  models
    .command('list', { isDefault: true })
    .description('what ships, what has been fetched, and what can be')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listModels } = await import('./models.ts');
      await listModels(options);
    });
  models
    .command('pull')
    .description('fetch a published network: vgg19, vgg16, resnet50 or alexnet')
    .argument('<name>')
    .option('--whole', 'the whole file, checked by its published SHA-256, instead of the layers needed')
    .option('--url <address>', 'another address of the same file')
    .action(async (name, options) => {
      const { pullModel } = await import('./models.ts');
      await pullModel(name, options);
    });
  models
    .command('import')
    .description('take a safetensors file at hand instead')
    .argument('<name>')
    .argument('<file>')
    .action(async (name, file) => {
      const { importModel } = await import('./models.ts');
      await importModel(name, file);
    });
  models
    .command('remove')
    .description('delete a network that was fetched')
    .argument('<name>')
    .action(async (name) => {
      const { removeModel } = await import('./models.ts');
      await removeModel(name);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 1; // commander has printed it
    const error = inFlags(asAtelierError(thrown), running);
    // An internal error's sentence says nothing to the person at a terminal: show what was thrown.
    const line = error.code === 'internal' ? String((thrown as Error)?.stack ?? thrown) : error.message;
    process.stderr.write(`${line}\n`);
    return 1;
  }
  return exitCode;
}
