import type { Command } from 'commander';

/** Options of what lists, fetches and takes away. */

export function addPresets(command: Command): void {
  command
    .option('--json', 'as JSON')
    .option('--fleet', 'those in the database of DATABASE_URL, which bot and workers know')
    .action(async (options) => {
      const { listPresets } = await import('./presets.ts');
      await listPresets(options);
    });
  command
    .command('remove')
    .description('take a preset of your own away')
    .argument('<name>')
    .option('--fleet', 'from the database of DATABASE_URL in place of the folder')
    .action(async (name, _, remove) => {
      const { removeOwnPreset } = await import('./presets.ts');
      await removeOwnPreset(name, remove.optsWithGlobals());
    });
  command
    .command('publish')
    .description('make a preset of your own known to bot and workers: into the database of DATABASE_URL')
    .argument('<name>')
    .option('--replace', 'take the place of one of that name')
    .action(async (name, options) => {
      const { publishToFleet } = await import('./presets.ts');
      await publishToFleet(name, options);
    });
}

export function addEngines(command: Command): void {
  command
    .option('--quick', 'one small run of each instead of ten seconds')
    .option('--json', 'one JSON object on stdout')
    .action(async (options) => {
      const { engines } = await import('./engines.ts');
      await engines(options);
    });
}

export function addTensorflow(command: Command): void {
  command
    .command('status', { isDefault: true })
    .description('whether it is installed, and what it computes on')
    .action(async () => {
      const { tensorflowStatus } = await import('./tensorflow.ts');
      await tensorflowStatus();
    });
  command
    .command('install')
    .description('fetch its wheel into the data directory and build tfjs’s binding for it')
    .option('--gpu', 'with CUDA 12 and cuDNN 9, for an NVIDIA card')
    .action(async (options) => {
      const { installTensorflow } = await import('./tensorflow.ts');
      await installTensorflow(options);
    });
  command
    .command('uninstall')
    .description('take it away')
    .action(async () => {
      const { uninstallTensorflow } = await import('./tensorflow.ts');
      await uninstallTensorflow();
    });
}

export function addModels(command: Command): void {
  command
    .command('list', { isDefault: true })
    .description('what ships, what has been fetched, and what can be')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listModels } = await import('./models.ts');
      await listModels(options);
    });
  command
    .command('pull')
    .description('fetch a published network: vgg19, vgg16, resnet50 or alexnet')
    .argument('<name>')
    .option('--whole', 'the whole file, checked by its published SHA-256, instead of the layers needed')
    .option('--url <address>', 'another address of the same file')
    .action(async (name, options) => {
      const { pullModel } = await import('./models.ts');
      await pullModel(name, options);
    });
  command
    .command('import')
    .description('take a safetensors file at hand instead')
    .argument('<name>')
    .argument('<file>')
    .action(async (name, file) => {
      const { importModel } = await import('./models.ts');
      await importModel(name, file);
    });
  command
    .command('remove')
    .description('delete a network that was fetched')
    .argument('<name>')
    .action(async (name) => {
      const { removeModel } = await import('./models.ts');
      await removeModel(name);
    });
}
