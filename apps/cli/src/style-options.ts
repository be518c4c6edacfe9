import type { Command } from 'commander';
import { collect, number, wholeNumber } from './arguments.ts';
import { addOptimiserOptions } from './optimiser-options.ts';
import { addOrderFlags } from './order-flags.ts';

/**
 * The options of `atelier style`. Names that are checked against a list (layers, forms, networks …) are checked
 * where the list is, so that the help and `atelier presets` load no engine.
 */
export function addStyleOptions(command: Command): Command {
  command
    .argument(
      '<image>',
      'JPEG, PNG, WebP, AVIF or GIF file, or a clip: GIF, WebP, APNG; MP4, WebM, MOV by ffmpeg',
    )
    .requiredOption('--out <file>', 'PNG, JPEG, WebP or AVIF, by its ending; of a clip MP4, WebP or GIF');
  addOrderFlags(command);

  command
    .optionsGroup('Style:')
    .option(
      '--preset <name[:weight]>',
      'the style; see `atelier presets`; again for a mix of several',
      collect,
    )
    .option(
      '--style-image <file...>',
      'a painting of yours instead, or beside it; FILE or FILE:WEIGHT, one or several',
    )
    .option('--blend <name[:share]>', 'mix in a second preset; its share from 0 to 1, half of each without')
    .option('--mix <way>', 'several styles: interpolate their statistics, or take the sum of their losses')
    .option(
      '--mask <file:style>',
      'white in the file has a style of its own: a preset, a file, or none',
      collect,
    )
    .option('--feather <percent>', 'softness of the masks’ edges, of the longer side', number)
    .option('--style-scale <percent>', 'longer side of the painting over the picture’s', number)
    .option('--style-rotation <degrees>', 'the painting turned clockwise', number)
    .option('--keep-colours [way]', 'the photo’s colours: oklab, luminance, histogram or mean');

  command
    .optionsGroup('How it is painted (high quality only):')
    .option('--network <name>', 'loss network; see `atelier models`')
    .option('--pooling <kind>', 'max, average or l2')
    .option('--content-layers <name[:weight],…>', 'layers that keep the photo')
    .option('--style-layers <name[:weight],…>', 'layers that take the style')
    .option('--content-form <name>', 'form of the content loss')
    .option('--style-form <name>', 'form of the style loss')
    .option('--content-weight <number>', 'α, factor of all content terms', number)
    .option('--style-weight <number>', 'β, factor of all style terms', number)
    .option('--variation <number>', 'weight of the total variation', number)
    .option('--start <what>', 'fast, colours, photo, noise or mix[:part of the photo]');
  addOptimiserOptions(command);

  command
    .optionsGroup('Clips:')
    .option('--seconds <n>', 'of the clip, from its start; 10 without', number)
    .option('--fps <n>', 'frames a second at most; 30 without', number);

  command
    .optionsGroup('What it may take:')
    .option('--memory <MB>', 'high quality in tiles when one piece takes more', wholeNumber(300, 1_000_000))
    .option('--dry-run', 'print memory, time and tiles before anything is painted, and paint nothing');

  return command
    .optionsGroup('What else is written:')
    .option('--plot <file>', 'the loss curves (PNG)')
    .option('--losses <file>', 'the loss table (CSV)')
    .option('--time-lapse <file>', 'a film of the painting: .gif, .webp, or .mp4 where ffmpeg is installed')
    .option('--keep-in <folder>', 'the picture on its way, a PNG every so many iterations')
    .option(
      '--keep-every <n>',
      'iterations between two of those, and between two pictures of the film',
      number,
    )
    .option('--json', 'one JSON object on stdout');
}
