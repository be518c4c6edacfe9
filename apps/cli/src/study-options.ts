import type { Command } from 'commander';
import { number, wholeNumber } from './arguments.ts';
import { addOptimiserOptions } from './optimiser-options.ts';

/** `atelier reconstruct`, `texture`, `dream` and `look`: parts of the method by themselves. */
export function addStudies(program: Command): void {
  addCommon(
    program
      .command('reconstruct')
      .description('what one layer keeps of a photo: from noise, content alone')
      .argument('<photo>', 'JPEG, PNG, WebP, AVIF or GIF file')
      .option('--layer <name>', 'layer of the network; conv4_2 without')
      .option('--form <name>', 'form of the content loss')
      .option('--from <what>', 'noise, photo or mix[:part of the photo]; noise without'),
  ).action(async (photo, flags) => {
    const { reconstruct } = await import('./reconstruct.ts');
    await reconstruct(photo, flags);
  });

  addCommon(
    program
      .command('texture')
      .description('what the style layers know of a painting: from noise, style alone')
      .argument('<painting>', 'JPEG, PNG, WebP, AVIF or GIF file')
      .option('--layers <name,…>', 'style layers of the network')
      .option('--form <name>', 'form of the style loss')
      .option(
        '--style-scale <percent>',
        'longer side of the painting over the texture’s; 200 without',
        number,
      ),
  ).action(async (painting, flags) => {
    const { texture } = await import('./texture.ts');
    await texture(painting, flags);
  });

  addCommon(
    program
      .command('dream')
      .description('a photo in which a layer sees more and more of what it looks for')
      .argument('<photo>', 'JPEG, PNG, WebP, AVIF or GIF file')
      .option('--layer <name>', 'layer of the network; conv4_2 without')
      .option('--unit <n>', 'one channel of it, from 0; all without', wholeNumber(0, 100_000))
      .option('--strength <number>', 'how hard', number)
      .option('--preset <name>', 'matched at the same time; see `atelier presets`')
      .option('--style-image <file>', 'a painting of yours instead')
      .option('--style-layers <name,…>', 'where the style is matched')
      .option('--style-weight <number>', 'β, factor of the style’s losses beside the dream’s', number),
  ).action(async (photo, flags) => {
    const { dream } = await import('./dream.ts');
    await dream(photo, flags);
  });

  program
    .command('look')
    .description('into a network: the maps of a layer, or what excites one of its channels most')
    .argument('<picture...>', 'one; with --unit one or many')
    .requiredOption('--layer <name>', 'layer of the network')
    .option('--unit <n>', 'one channel, from 0: the patches that excite it most', wholeNumber(0, 100_000))
    .option('--count <n>', 'how many patches', wholeNumber(1, 400))
    .option('--network <name>', 'see `atelier models`')
    .option('--pooling <kind>', 'max, average or l2')
    .option('--size <px>', 'longer side at which the pictures are looked at', wholeNumber(32, 4096))
    .requiredOption('--out <file>', 'PNG')
    .option('--json', 'one JSON object on stdout')
    .action(async (pictures, flags) => {
      const { look } = await import('./look.ts');
      await look(pictures, flags);
    });
}

function addCommon(command: Command): Command {
  command
    .requiredOption('--out <file>', 'PNG, JPEG, WebP or AVIF, by its ending')
    .option('--network <name>', 'see `atelier models`')
    .option('--pooling <kind>', 'max, average or l2')
    .option('--size <px>', 'longer side of the result in pixels', wholeNumber(1, 100_000))
    .option('--seed <n>', 'the same seed gives the same picture', wholeNumber(0, 2 ** 32 - 1))
    .option('--variation <number>', 'weight of the total variation', number);
  return addOptimiserOptions(command)
    .option('--plot <file>', 'the loss curves (PNG)')
    .option('--losses <file>', 'the loss table (CSV)')
    .option('--time-lapse <file>', 'a film of it: .gif, .webp, or .mp4 where ffmpeg is installed')
    .option('--json', 'one JSON object on stdout');
}
