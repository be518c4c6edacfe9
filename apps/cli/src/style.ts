import { unusualOptions } from '@atelier/contract/order.ts';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { bytesOf } from '@atelier/core/engines/memory.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import type { ColourModeName } from '@atelier/core/images/colour-modes.ts';
import { encode, formatOf } from '@atelier/core/images/encode.ts';
import { howMade } from '@atelier/core/report/how-made.ts';
import type { Painting } from '@atelier/core/report/painting.ts';
import { decodedSideOf, decodedStyleSideOf, OPTIONS } from '@atelier/core/transfer/options.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { Mix, PaintRequest } from '@atelier/core/transfer/request.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { expectWritable, readPicture, write } from './files.ts';
import { type OrderFlags, orderFlagsOf } from './order-flags.ts';
import { progressBar } from './progress-bar.ts';
import { blendOf, ingredientsOf, regionOf } from './style-ingredients.ts';
import { printPrediction } from './style-predict.ts';
import { type RecordFlags, recorder } from './style-record.ts';
import { type TuningFlags, tuningOf, typedAgain } from './style-tuning.ts';
import { summaryOf } from './summary.ts';

export interface StyleFlags extends OrderFlags, TuningFlags, RecordFlags {
  /** NAME or NAME:WEIGHT */
  preset?: string[];
  /** FILE or FILE:WEIGHT */
  styleImage?: string[];
  /** NAME or NAME:SHARE */
  blend?: string;
  mix?: Mix;
  /** FILE:STYLE */
  mask?: string[];
  feather?: number;
  keepColours?: boolean | ColourModeName;
  out: string;
  json?: boolean;
  /** MB */
  memory?: number;
  dryRun?: boolean;
}

/** `atelier style`: one file in, one file out. Throws AtelierError; prints nothing but progress on failure. */
export async function style(file: string, flags: StyleFlags): Promise<void> {
  const { preset: presets = [], styleImage = [], quality, out, keepColours = false } = flags;
  const { strength = OPTIONS.strength.default } = flags;
  const blend = flags.blend === undefined ? undefined : blendOf(flags.blend);
  const format = formatOf(out);
  await expectWritable(out);
  const request = await requestOf(file, flags);
  const record = await recorder(flags);

  const environment = readEnvironment();
  const memory = bytesOf(flags.memory ?? environment.memory);
  const engine = await chooseEngine({ engine: environment.engine, device: environment.device, memory });
  const bar = progressBar();
  try {
    const asked = { ...request, strength, blend, keepColours, engine };
    if (flags.dryRun) return await printPrediction(asked, { json: flags.json, memory });
    const onProgress: PaintRequest['onProgress'] = async (progress) => {
      bar.update(progress);
      await record.offer(progress);
    };
    const painting = await paint({ ...asked, onProgress });
    bar.stop();
    const preset = [...presets, ...styleImage.map(() => 'own picture')].join(' + ');
    const named = styleImage.length === 0 ? preset || undefined : presets.length === 0 ? undefined : preset;
    // names of files are nobody's business
    const masks = flags.mask && `masks ${flags.mask.length}`;
    const settings = [masks, typedAgain(flags, SHOWN)].filter(Boolean).join(', ');
    const comment = howMade({
      ...orderFlagsOf(flags),
      ...painting,
      preset: named,
      blend,
      strength,
      keepColours,
      settings,
    });
    await write(out, await encode(painting.image, { format, comment }));
    await record.finish(painting, `${named ?? 'own style'}, ${quality}`);
    if (flags.json) {
      const others = Object.fromEntries(unusualOptions(flags));
      const order = {
        preset: named ?? null,
        blend: blend ?? null,
        quality,
        strength,
        keepColours,
        ...others,
      };
      process.stdout.write(`${JSON.stringify({ ...order, ...madeOf(painting), out })}\n`);
    } else process.stdout.write(summaryOf(painting, out));
  } finally {
    bar.stop();
    await engine.close();
  }
}

/** Flags beside those that `howMade` knows by themselves. */
const SHOWN = (
  'mix feather network pooling contentLayers styleLayers contentForm styleForm contentWeight styleWeight ' +
  'variation start optimiser learningRate iterations levels coarsest average plateau styleScale styleRotation'
).split(' ');

/** The files are read, and what they are asked to do is understood. */
async function requestOf(
  file: string,
  flags: StyleFlags,
): Promise<Omit<PaintRequest, 'engine' | 'strength' | 'blend' | 'keepColours'>> {
  const { preset: presets = [], styleImage = [], mask = [], quality, size, mix, feather } = flags;
  const side = decodedStyleSideOf(quality, flags.styleScale);
  if (presets.length === 0 && styleImage.length === 0 && mask.length === 0) {
    throw new AtelierError('option.invalid', {
      option: 'the style',
      expected: '--preset, --style-image or --mask',
      received: 'none of them',
    });
  }
  const photo = await readPicture(file, { maxSide: decodedSideOf(quality, size) });
  const ingredients = await ingredientsOf(presets, styleImage, side);
  const regions: PaintRequest['regions'] = await Promise.all(mask.map((text) => regionOf(text, side)));
  return {
    ...orderFlagsOf(flags),
    photo,
    mix,
    feather,
    ingredients,
    regions: regions.length === 0 ? undefined : regions,
    tuning: tuningOf(flags),
  };
}

function madeOf({ image, engine, device, seconds, iterations, losses }: Painting) {
  const { width, height } = image;
  return { engine, device, width, height, seconds, iterations, losses };
}
