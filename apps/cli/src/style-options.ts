import { OUTPUT_FORMATS } from '@atelier/core/images/formats.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import { type Command, Option } from 'commander';
import { collect, type Exit, number, ranged, wholeNumber } from './arguments.ts';
import { addEngineOptions } from './engine-options.ts';
import { gettingReady } from './getting-ready.ts';
import { addOptimiserOptions } from './optimiser-options.ts';
import { addOrderFlags } from './order-flags.ts';

export function addStyle(command: Command, exit: Exit): void {
  addStyleOptions(command);
  command.action(async (photos: string[]) => {
    gettingReady();
    const { style } = await import('./style.ts');
    exit(await style(photos, command));
  });
}

/**
 * The options of `atelier style`. Names that are checked against a list (layers, forms, networks …) are checked
 * where the list is, so that the help loads no engine.
 */
export function addStyleOptions(command: Command): Command {
  command
    .argument(
      '[photos...]',
      'JPEG, PNG, WebP, AVIF or GIF files, folders, patterns; - for what comes on stdin; a clip (GIF, WebP, APNG; MP4, WebM, MOV by ffmpeg)',
    )
    .option(
      '--out <file>',
      'of one photo: PNG, JPEG, WebP or AVIF, by its ending (of a clip MP4, WebP or GIF); - for stdout',
    )
    .option('--out-dir <folder>', 'of any number of photos, each under its own name')
    .addOption(
      new Option('--format <name>', 'of what goes to --out-dir or stdout; as the photo without').choices(
        OUTPUT_FORMATS,
      ),
    );
  addOrderFlags(command);

  const { styleScale, styleRotation, feather, contentWeight, styleWeight, variation, traceEvery } = OPTIONS;
  command
    .optionsGroup('Style:')
    .option(
      '--preset <name[:weight]>',
      'the style; see `atelier presets`; again for a mix of several',
      collect,
    )
    .option(
      '--style-image <file[:weight]>',
      'a painting of yours instead, or beside it; again for several',
      collect,
    )
    .option('--blend <name[:share]>', 'mix in a second preset; its share (0–1; 0.5 without)')
    .option('--mix <way>', 'several styles: interpolate their statistics, or take the sum of their losses')
    .option(
      '--mask <file:style>',
      'white in the file has a style of its own: a preset, a file, or none; file=style where names hold colons',
      collect,
    )
    .option(
      '--feather <percent>',
      ranged('softness of the masks’ edges, of the longer side', feather),
      number,
    )
    .option(
      '--style-scale <percent>',
      ranged('longer side of the painting over the picture’s', styleScale),
      number,
    )
    .option('--style-rotation <degrees>', ranged('the painting turned clockwise', styleRotation), number)
    .option(
      '--keep-colours [way]',
      'the photo’s colours: oklab (without a way), luminance, histogram or mean',
    );

  command
    .optionsGroup('How it is painted (high quality only):')
    .option('--network <name>', 'loss network; see `atelier models`; compact without')
    .option('--pooling <kind>', 'max, average or l2')
    .option('--content-layers <name[:weight],…>', 'layers that keep the photo')
    .option('--style-layers <name[:weight],…>', 'layers that take the style')
    .option('--content-form <name>', 'form of the content loss')
    .option('--style-form <name>', 'form of the style loss')
    .option('--content-weight <number>', ranged('α, factor of all content terms', contentWeight), number)
    .option('--style-weight <number>', ranged('β, factor of all style terms', styleWeight), number)
    .option('--variation <number>', ranged('weight of the total variation', variation), number)
    .option('--start <what>', 'fast, colours, photo, noise or mix[:part of the photo]');
  addOptimiserOptions(command);
  addEngineOptions(command).option(
    '--dry-run',
    'print memory, time and tiles before anything is painted, and paint nothing',
  );

  command
    .optionsGroup('Clips:')
    .option('--seconds <n>', 'of the clip, from its start (0.1–3600; 10 without)', number)
    .option('--fps <n>', 'frames a second at most (1–60; 30 without)', number);

  return command
    .optionsGroup('Many photos:')
    .option('--skip-existing', 'leave photos alone whose painting is there')
    .option('--jobs <n>', 'paintings at once (1–16; 1 without)', wholeNumber(1, 16))
    .optionsGroup('Long paintings:')
    .option(
      '--resume',
      'go on where the same command was stopped: high quality keeps FILE.unfinished beside --out',
    )
    .optionsGroup('What else is written:')
    .option('--plot <file>', 'the loss curves (PNG)')
    .option('--losses <file>', 'the loss table (CSV)')
    .option('--time-lapse <file>', 'a film of the painting: .gif, .webp, or .mp4 where ffmpeg is installed')
    .option('--keep-in <folder>', 'the picture on its way, a PNG every so many iterations')
    .option(
      '--keep-every <n>',
      ranged('iterations between two of those, and between two pictures of the film', traceEvery),
      number,
    )
    .option('--measure', 'SSIM to the photo, style left and content, on the compact network')
    .option('--json', 'one JSON object on stdout; as --config it repeats the run')
    .option('--config <file>', 'options from a JSON file, such as --json prints; what is typed counts more');
}
