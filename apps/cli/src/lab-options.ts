import type { Command } from 'commander';
import { addEngineOptions } from './engine-options.ts';

/** `atelier lab`: the literature's experiments, repeated. */
export function addLab(command: Command): void {
  command
    .argument('[figure...]', 'names of figures; all without, see --list')
    .option('--out <folder>', 'index.html with its pictures; lab without')
    .option('--quick', 'smaller pictures and fewer iterations: minutes instead of half an hour')
    .option('--network <name>', 'see `atelier models`')
    .option('--pooling <kind>', 'max, average or l2')
    .option('--photo <file>', 'a photo of yours instead of the one of the project')
    .option('--painting <file>', 'a painting of yours as the style where one is enough')
    .option('--fresh', 'compute also what was computed before')
    .option('--list', 'the figures, with what they test')
    .option('--json', 'one JSON object on stdout');
  addEngineOptions(command).action(async (figures, flags) => {
    const { lab } = await import('./lab.ts');
    await lab(figures, flags);
  });
}
