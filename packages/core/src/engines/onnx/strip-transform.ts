import { type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { throwIfCancelled } from '../../cancel.ts';
import type { Image } from '../../images/image.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import { fromPlanar, toPlanar } from '../planar.ts';
import { identityOf, type SessionCache } from './session-cache.ts';
import { compileStripPainting, compileStripStatistics, compileTrunk, headStyle } from './strip-graphs.ts';
import { INSTANCE_NORMALISATION_EPSILON } from './transform-graph.ts';

export interface StripRequest {
  sessions: SessionCache;
  network: TransformNetwork;
  image: Image;
  style: Float32Array;
  /** how many, up to the rows of the trunk's features */
  strips: number;
  /** ends the pass before a strip */
  signal?: AbortSignal | undefined;
}

/** The memory of the large part goes back after its run: an arena keeps the most it ever needed. */
const WITHOUT_ARENA = { enableCpuMemArena: false };

type Feeds = Record<string, OrtTensor>;
type Run = (feeds: Feeds) => Promise<InferenceSession.OnnxValueMapType>;

/** The trunk's features of the whole picture: [N, height, width]. */
interface Features {
  readonly data: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Rows of the features from `begin` to `end`. */
interface Strip {
  readonly begin: number;
  readonly end: number;
}

/**
 * One pass in strips: the same picture as in one piece but for rounding, in a fraction of the memory. The
 * statistics of every normalisation are the whole picture's.
 */
export async function transformInStrips(request: StripRequest): Promise<Image> {
  const { sessions, network, image, style } = request;
  const run = (part: string, compile: () => Uint8Array, options?: InferenceSession.SessionOptions): Run => {
    const key = `${part} ${identityOf(network)}`;
    return async (feeds) => {
      throwIfCancelled(request.signal);
      return sessions.use(key, compile, (session) => session.run(feeds), options);
    };
  };
  const features = await trunk(
    run('trunk', () => compileTrunk(network), WITHOUT_ARENA),
    image,
    style,
  );
  const strips = stripsOf(features.height, request.strips);
  const statistics = run('strip statistics', () => compileStripStatistics(network));
  const normalisation = await normalisationOf(statistics, features, strips, headStyle(network, style));
  const painting = run('strip painting', () => compileStripPainting(network));
  return paintStrips(painting, features, strips, image, normalisation);
}

async function trunk(run: Run, image: Image, style: Float32Array): Promise<Features> {
  const { features } = await run({
    picture: pictureTensor(image),
    style: new OrtTensor('float32', style, [style.length]),
  });
  const [, channels, height, width] = features!.dims as [number, number, number, number];
  return { data: features!.data as Float32Array, channels, height, width };
}

/** So many, as equal as can be; as many as there are rows if those are fewer. */
export function stripsOf(height: number, wanted: number): Strip[] {
  const count = Math.min(height, wanted);
  const beginOf = (i: number) => Math.floor((i * height) / count);
  return Array.from({ length: count }, (_, i) => ({ begin: beginOf(i), end: beginOf(i + 1) }));
}

/** Scale and shift that normalise with the whole picture's statistics and then apply the style's. */
async function normalisationOf(
  run: Run,
  features: Features,
  strips: readonly Strip[],
  style: { scale: Float32Array; shift: Float32Array },
): Promise<Feeds> {
  const parts = [];
  for (const strip of strips) {
    const first = strip.begin === 0 ? 0 : 1;
    const rows = BigInt64Array.of(BigInt(first), BigInt(first + 2 * (strip.end - strip.begin)));
    const found = await run({ ...stripFeeds(features, strip), rows: new OrtTensor('int64', rows, [2]) });
    parts.push({
      share: (strip.end - strip.begin) / features.height,
      mean: found.mean!.data as Float32Array,
      variance: found.variance!.data as Float32Array,
    });
  }
  const channels = style.scale.length;
  const scale = new Float32Array(channels);
  const shift = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    // the variance within the strips, and between them
    const mean = parts.reduce((sum, part) => sum + part.share * part.mean[c]!, 0);
    const variance = parts.reduce((sum, { share, mean: own, variance: within }) => {
      return sum + share * (within[c]! + (own[c]! - mean) ** 2);
    }, 0);
    scale[c] = style.scale[c]! / Math.sqrt(variance + INSTANCE_NORMALISATION_EPSILON);
    shift[c] = style.shift[c]! - mean * scale[c]!;
  }
  const shape = [1, channels, 1, 1];
  return { scale: new OrtTensor('float32', scale, shape), shift: new OrtTensor('float32', shift, shape) };
}

async function paintStrips(
  run: Run,
  features: Features,
  strips: readonly Strip[],
  image: Image,
  normalisation: Feeds,
): Promise<Image> {
  const { width, height } = image;
  const factor = height / features.height;
  const data = new Float32Array(image.data.length);
  for (const strip of strips) {
    const [begin, rows] = [strip.begin * factor, (strip.end - strip.begin) * factor];
    const own = {
      width,
      height: rows,
      data: image.data.subarray(3 * width * begin, 3 * width * (begin + rows)),
    };
    const feeds = { ...stripFeeds(features, strip), picture: pictureTensor(own), ...normalisation };
    const { result } = await run(feeds);
    data.set(fromPlanar(result!.data as Float32Array, width, rows).data, 3 * width * begin);
  }
  return { width, height, data };
}

/** The strip's features with a row more on each side, or, at the picture's edge, the order to mirror one. */
function stripFeeds({ data, channels, height, width }: Features, { begin, end }: Strip): Feeds {
  const [from, to] = [Math.max(0, begin - 1), Math.min(height, end + 1)];
  const part = new Float32Array(channels * (to - from) * width);
  for (let c = 0; c < channels; c++) {
    const rows = data.subarray((c * height + from) * width, (c * height + to) * width);
    part.set(rows, c * rows.length);
  }
  const pads = [0, 0, begin === 0 ? 1 : 0, 1, 0, 0, end === height ? 1 : 0, 1];
  return {
    features: new OrtTensor('float32', part, [1, channels, to - from, width]),
    pads: new OrtTensor('int64', BigInt64Array.from(pads, BigInt), [8]),
  };
}

export function pictureTensor(image: Image): OrtTensor {
  return new OrtTensor('float32', toPlanar(image), [1, 3, image.height, image.width]);
}
