import { unusualOptions } from '@atelier/contract/order.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { AtelierError } from '@atelier/core/errors.ts';
import type { ColourModeName } from '@atelier/core/images/colour-modes.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { formatOf, type OutputFormat } from '@atelier/core/images/formats.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { howMade } from '@atelier/core/report/how-made.ts';
import type { Painting } from '@atelier/core/report/painting.ts';
import { type Likeness, likeness } from '@atelier/core/transfer/likeness.ts';
import { decodedSideOf, decodedStyleSideOf, OPTIONS } from '@atelier/core/transfer/options.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { Mix, PaintRequest } from '@atelier/core/transfer/request.ts';
import type { EngineFlags } from './engine-flags.ts';
import { PIPE, readPicture, write } from './files.ts';
import { type OrderFlags, orderFlagsOf } from './order-flags.ts';
import type { ProgressBar } from './progress-bar.ts';
import type { ClipFlags } from './style-clip.ts';
import { blendOf, ingredientsOf, isFile, maskOf, regionOf, weighed } from './style-ingredients.ts';
import type { Recorder, RecordFlags } from './style-record.ts';
import { runOf } from './style-settings.ts';
import { type TuningFlags, tuningOf, typedAgain } from './style-tuning.ts';
import { Unfinished } from './unfinished.ts';

export interface StyleFlags
  extends OrderFlags,
    TuningFlags,
    RecordFlags,
    EngineFlags,
    Pick<ClipFlags, 'seconds' | 'fps'> {
  out?: string;
  outDir?: string;
  format?: OutputFormat;
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
  skipExisting?: boolean;
  jobs?: number;
  measure?: boolean;
  json?: boolean;
  config?: string;
  dryRun?: boolean;
  resume?: boolean;
}

/** What all photos of a command have in common, read once. */
export interface Common {
  flags: StyleFlags;
  engine: Engine;
  style: Pick<PaintRequest, 'ingredients' | 'regions' | 'blend' | 'tuning'>;
  signal: AbortSignal;
}

/** One photo's painting, as it was made and where it went. */
export interface Made {
  photo: string;
  out: string;
  painting: Painting;
  likeness?: Likeness;
}

/** Everything that is read, which no output may be. */
export function inputsOf(photo: string, { styleImage = [], mask = [], config }: StyleFlags): string[] {
  const paintings = styleImage.map((text) => weighed('--style-image', text, 'a file').name);
  const masks = mask.map(maskOf).flatMap(({ file, style }) => (isFile(style) ? [file, style] : [file]));
  return [photo, ...paintings, ...masks, ...(config === undefined ? [] : [config])];
}

/** The styles and masks that were asked for. Errors: file.unreadable, image.*, option.invalid. */
export async function styleOf(flags: StyleFlags): Promise<Common['style']> {
  const { preset: presets = [], styleImage = [], mask = [], quality, size } = flags;
  if (presets.length === 0 && styleImage.length === 0 && mask.length === 0) {
    throw new AtelierError('option.invalid', {
      option: 'the style',
      expected: '--preset, --style-image or --mask',
      received: 'none of them',
    });
  }
  const side = decodedStyleSideOf(quality, flags.styleScale, size);
  const regions: NonNullable<PaintRequest['regions']> = await Promise.all(
    mask.map((text) => regionOf(text, side)),
  );
  return {
    ingredients: await ingredientsOf(presets, styleImage, side),
    regions: regions.length === 0 ? undefined : regions,
    blend: flags.blend === undefined ? undefined : blendOf(flags.blend),
    tuning: tuningOf(flags),
  };
}

/** Decodes a photo, on another thread. Errors: file.unreadable, image.*. */
export function readPhoto(photo: string, { quality, size }: StyleFlags): Promise<Image> {
  return readPicture(photo, { maxSide: decodedSideOf(quality, size) });
}

/** The request for one photo. image: where it is being read already */
export async function requestFor(
  photo: string,
  { flags, engine, style, signal }: Common,
  image: Promise<Image> = readPhoto(photo, flags),
): Promise<PaintRequest> {
  const { mix, feather, strength = OPTIONS.strength.default, keepColours = false } = flags;
  return {
    ...orderFlagsOf(flags),
    ...style,
    photo: await image,
    strength,
    keepColours,
    mix,
    feather,
    engine,
    signal,
    lossesLater: true,
  };
}

/** Paints one photo and writes the picture, and what `record` writes beside it. image: as of `requestFor` */
export async function paintFile(
  photo: string,
  out: string,
  common: Common,
  { bar, record, image }: { bar: ProgressBar; record?: Recorder | undefined; image?: Promise<Image> },
): Promise<Made> {
  const { flags } = common;
  const request = await requestFor(photo, common, image);
  const unfinished = new Unfinished(out, request);
  const checkpoint = flags.resume ? await unfinished.read() : null;
  const onProgress: PaintRequest['onProgress'] = async (progress) => {
    await bar.update(progress);
    await record?.offer(progress);
    await unfinished.offer(progress);
  };
  const resume = checkpoint === null ? {} : { resume: checkpoint };
  const { measure, ...painting } = await paint({ ...request, ...resume, onProgress }).catch(
    (error: unknown) => {
      bar.stop();
      process.stderr.write(unfinished.sentence());
      throw error;
    },
  );
  bar.stop();
  const format = out === PIPE ? (flags.format ?? 'png') : formatOf(out);
  await write(out, await encode(painting.image, { format, comment: commentOf(common, painting) }));
  await unfinished.remove();
  // whoever waits for the picture has it by now
  if (measure) painting.losses = await measure();
  await record?.finish(painting, `${named(flags) ?? 'own style'}, ${flags.quality}`);
  if (!flags.measure) return { photo, out, painting };
  return { photo, out, painting, likeness: await likeness(request, painting.image) };
}

/** The styles as a picture says them: a file's name is nobody's business. */
function named({ preset = [], styleImage = [] }: StyleFlags): string | undefined {
  if (styleImage.length === 0) return preset.join(' + ') || undefined;
  if (preset.length === 0) return undefined;
  return [...preset, ...styleImage.map(() => 'own picture')].join(' + ');
}

/** Flags beside those that `howMade` knows by themselves. */
const SHOWN = (
  'mix feather network pooling contentLayers styleLayers contentForm styleForm contentWeight styleWeight ' +
  'variation start optimiser learningRate iterations levels coarsest average plateau styleScale styleRotation'
).split(' ');

function commentOf({ flags, style }: Common, painting: Painting): string {
  const { strength = OPTIONS.strength.default, keepColours = false } = flags;
  const masks = flags.mask && `masks ${flags.mask.length}`;
  const settings = [masks, typedAgain(flags, SHOWN)].filter(Boolean).join(', ');
  const blend = style.blend && { ...style.blend, share: style.blend.share ?? OPTIONS.share.default };
  return howMade({
    ...orderFlagsOf(flags),
    ...painting,
    preset: named(flags),
    blend,
    strength,
    keepColours,
    settings,
  });
}

/** What `--json` says of one painting. */
export function jsonOf(made: Made, { flags, style }: Pick<Common, 'flags' | 'style'>): object {
  const { out, painting, likeness: measured } = made;
  const { image, engine, device, seconds, iterations, losses } = painting;
  const { seed, network, version, keptFaces, warnings, sizes } = painting;
  const { quality, strength = OPTIONS.strength.default, keepColours = false } = flags;
  const { width, height } = image;
  return {
    preset: named(flags) ?? null,
    blend: style.blend ?? null,
    quality,
    strength,
    keepColours,
    ...Object.fromEntries(unusualOptions(flags)),
    ...{ engine, device, width, height, seconds, iterations, losses, out },
    ...{ seed, network, version, keptFaces, warnings, measured },
    sizes,
    run: runOf(made, flags),
  };
}
