import type { Command } from 'commander';
import { collect, wholeNumber } from './arguments.ts';
import { addEngineOptions } from './engine-options.ts';

export function addLearn(command: Command): void {
  command
    .argument('<painting>', 'JPEG, PNG, WebP, AVIF or GIF file')
    .requiredOption('--name <name>', 'small letters, digits and hyphens')
    .option('--title <title>', 'how menus call it; the name without')
    .option('--artist <artist>', 'shown and searched')
    .option('--year <year>', 'shown')
    .option('--mood <word>', 'to search by; may be given again', collect)
    .option('--photos <folder>', 'photos to learn on; those that ship without')
    .option('--steps <n>', 'steps of the optimiser (1–10000)', wholeNumber(1, 10_000))
    .option(
      '--seed <n>',
      'the same seed gives the same preset (0–4294967295; 1 without)',
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option('--replace', 'take the place of a preset of that name, also of one that ships')
    .option('--fleet', 'publish it too: into the database of DATABASE_URL, for the bot and every worker')
    .option('--plot <file>', 'write the loss curves too (PNG)')
    .option('--json', 'one JSON object on stdout');
  addEngineOptions(command).action(async (painting, options) => {
    const { learn } = await import('./learn.ts');
    await learn(painting, options);
  });
}
