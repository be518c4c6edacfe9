import { OPTIONS } from '@atelier/core/transfer/options.ts';
import { DREAM } from '@atelier/core/transfer/studies/dream.ts';
import { STUDY_OPTIONS } from '@atelier/core/transfer/studies/study.ts';
import type { Command } from 'commander';
import { number, ranged, wholeNumber } from './arguments.ts';
import { addEngineOptions } from './engine-options.ts';
import { addOptimiserOptions } from './optimiser-options.ts';

/** `atelier reconstruct`, `texture`, `dream` and `look`: parts of the method by themselves. */

const PICTURE = 'JPEG, PNG, WebP, AVIF or GIF file; - for what comes on stdin';

export function addReconstruct(command: Command): void {
  addCommon(
    command
      .argument('<photo>', PICTURE)
      .option('--layer <name>', 'layer of the network; conv4_2 without')
      .option('--form <name>', 'form of the content loss')
      .option('--from <what>', 'noise, photo or mix[:part of the photo]; noise without'),
  ).action(async (photo, flags) => {
    const { reconstruct } = await import('./studies.ts');
    await reconstruct(photo, flags);
  });
}

export function addTexture(command: Command): void {
  addCommon(
    command
      .argument('<painting>', PICTURE)
      .option('--layers <name,…>', 'style layers of the network')
      .option('--form <name>', 'form of the style loss')
      .option(
        '--style-scale <percent>',
        ranged('longer side of the painting over the texture’s', { ...OPTIONS.styleScale, default: 200 }),
        number,
      ),
  ).action(async (painting, flags) => {
    const { texture } = await import('./studies.ts');
    await texture(painting, flags);
  });
}

export function addDream(command: Command): void {
  addCommon(
    command
      .argument('<photo>', PICTURE)
      .option('--layer <name>', 'layer of the network; conv4_2 without')
      .option('--unit <n>', 'one channel of it, from 0; all without', wholeNumber(0, 100_000))
      .option('--strength <number>', ranged('how hard', DREAM.strength), number)
      .option('--preset <name>', 'matched at the same time; see `atelier presets`')
      .option('--style-image <file>', 'a painting of yours instead')
      .option('--style-layers <name,…>', 'where the style is matched')
      .option(
        '--style-weight <number>',
        ranged('β, factor of the style’s losses beside the dream’s', DREAM.styleWeight),
        number,
      ),
  ).action(async (photo, flags) => {
    const { dream } = await import('./studies.ts');
    await dream(photo, flags);
  });
}

export function addLook(command: Command): void {
  command
    .argument('<picture...>', 'one; with --unit one or many')
    .requiredOption('--layer <name>', 'layer of the network')
    .option('--unit <n>', 'one channel, from 0: the patches that excite it most', wholeNumber(0, 100_000))
    .option('--count <n>', 'how many patches (1–400; 16 without)', wholeNumber(1, 400))
    .option('--network <name>', 'see `atelier models`')
    .option('--pooling <kind>', 'max, average or l2')
    .option(
      '--size <px>',
      'longer side at which the pictures are looked at (32–4096; 512 without)',
      wholeNumber(32, 4096),
    )
    .requiredOption('--out <file>', 'PNG')
    .option('--json', 'one JSON object on stdout');
  addEngineOptions(command).action(async (pictures, flags) => {
    const { look } = await import('./look.ts');
    await look(pictures, flags);
  });
}

function addCommon(command: Command): Command {
  command
    .requiredOption('--out <file>', 'PNG, JPEG, WebP or AVIF, by its ending')
    .option('--network <name>', 'see `atelier models`')
    .option('--pooling <kind>', 'max, average or l2')
    .option(
      '--size <px>',
      ranged('longer side of the result in pixels', STUDY_OPTIONS.size),
      wholeNumber(1, 100_000),
    )
    .option(
      '--seed <n>',
      ranged('the same seed gives the same picture', OPTIONS.seed),
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option(
      '--variation <number>',
      ranged('weight of the total variation', { ...OPTIONS.variation, default: undefined }),
      number,
    );
  addOptimiserOptions(command)
    .option('--plot <file>', 'the loss curves (PNG)')
    .option('--losses <file>', 'the loss table (CSV)')
    .option('--time-lapse <file>', 'a film of it: .gif, .webp, or .mp4 where ffmpeg is installed')
    .option('--json', 'one JSON object on stdout');
  return addEngineOptions(command);
}
