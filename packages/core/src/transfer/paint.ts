import type { Engine } from '../engines/engine.ts';
import { AtelierError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import { fit } from '../images/resize.ts';
import type { Network } from '../networks/network.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import { loadTransform, type TransformNetwork } from '../networks/transform.ts';
import type { LossRow, Progress } from '../report/progress.ts';
import { findPreset } from '../styles/catalogue.ts';
import { imageStyle } from '../styles/image-style.ts';
import { loadPreset } from '../styles/preset-file.ts';
import type { Style } from '../styles/style.ts';
import { feedForward, measure } from './feed-forward.ts';
import { optimise } from './optimise.ts';
import { checked, longSideOf, OBJECTIVE, OPTIONS, STYLE_LAYERS, STYLE_SCALE } from './options.ts';
import type { Painting, Quality } from './painting.ts';
import { pyramid } from './pyramid.ts';

export interface PaintRequest {
  photo: Image;
  /** name of a preset; or else `styles` */
  preset?: string;
  /** style pictures of the user's own; only for high quality */
  styles?: readonly Image[];
  quality: Quality;
  /** longer side of the result in pixels, see OPTIONS.size */
  size?: number;
  /** see OPTIONS.seed */
  seed?: number;
  engine: Engine;
  /** ends the work within one iteration, with `job.cancelled` */
  signal?: AbortSignal;
  /** called after each iteration (high), or once (fast); awaited */
  onProgress?: (progress: Progress) => void | Promise<void>;
  /** see OPTIONS.traceEvery */
  traceEvery?: number;
}

/** Paints a photo in a style: the one entry for command line and worker. */
export async function paint(request: PaintRequest): Promise<Painting> {
  const begin = performance.now();
  const seed = checked('seed', request.seed ?? OPTIONS.seed.default, OPTIONS.seed);
  const { width, height } = request.photo;
  const longSide = longSideOf(request.quality, { width, height, size: request.size });
  const network = await perceptual();
  const style = await styleOf(request, network);
  const painted = await (request.quality === 'fast' ? paintFast : paintHigh)(request, {
    seed,
    longSide,
    network,
    style,
  });
  return {
    ...painted,
    quality: request.quality,
    engine: request.engine.name,
    device: request.engine.device,
    seconds: (performance.now() - begin) / 1000,
    seed,
  };
}

interface Prepared {
  seed: number;
  longSide: number;
  network: Network;
  style: Style;
}

type Painted = Pick<Painting, 'image' | 'iterations' | 'losses'>;

async function paintHigh(
  request: PaintRequest,
  { seed, longSide, network, style }: Prepared,
): Promise<Painted> {
  const { engine, photo, signal, onProgress } = request;
  return optimise({
    engine,
    network,
    objective: OBJECTIVE,
    photo,
    style,
    styleScale: STYLE_SCALE,
    levels: pyramid(photo.width, photo.height, longSide),
    seed,
    traceEvery: checked('traceEvery', request.traceEvery ?? OPTIONS.traceEvery.default, OPTIONS.traceEvery),
    signal,
    onProgress,
  });
}

async function paintFast(request: PaintRequest, { longSide, network, style }: Prepared): Promise<Painted> {
  const { engine, photo, signal, onProgress } = request;
  const { width, height } = fit(photo.width, photo.height, longSide);
  const network2 = await transform();
  const vector = vectorOf(network2, request);
  stopIfAborted(signal);
  const image = await feedForward({ engine, transform: network2, vector, photo, width, height });
  stopIfAborted(signal);
  const losses = await measure({ engine, network, objective: OBJECTIVE, style, photo, result: image });
  await onProgress?.({
    ...(losses.at(-1) as LossRow),
    iterations: 1,
    fraction: 1,
    width,
    height,
    preview: () => image,
  });
  return { image, iterations: 1, losses };
}

async function styleOf({ preset, styles, engine }: PaintRequest, network: Network): Promise<Style> {
  if (styles !== undefined && styles.length > 0) return imageStyle(engine, network, STYLE_LAYERS, styles);
  if (preset === undefined) {
    throw new AtelierError('option.invalid', {
      option: 'preset',
      expected: 'a preset or a style picture',
      received: 'none',
    });
  }
  return loadPreset(findPreset(preset).name, network.digest);
}

function vectorOf({ styles }: TransformNetwork, { preset, styles: images }: PaintRequest): Float32Array {
  const own = images !== undefined && images.length > 0;
  const vector = own || preset === undefined ? undefined : styles.get(preset);
  if (vector !== undefined) return vector;
  const name = own || preset === undefined ? 'your own picture' : preset;
  throw new AtelierError('preset.no-fast', { preset: name, presets: [...styles.keys()].join(', ') });
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AtelierError('job.cancelled', {}, signal.reason);
}

let perceptualOnce: Promise<Network> | undefined;
let transformOnce: Promise<TransformNetwork> | undefined;

/** Read once a process; a failure is not kept, so that a repaired file is found. */
function perceptual(): Promise<Network> {
  perceptualOnce ??= loadPerceptual().catch((error: unknown) => {
    perceptualOnce = undefined;
    throw error;
  });
  return perceptualOnce;
}

function transform(): Promise<TransformNetwork> {
  transformOnce ??= loadTransform().catch((error: unknown) => {
    transformOnce = undefined;
    throw error;
  });
  return transformOnce;
}
