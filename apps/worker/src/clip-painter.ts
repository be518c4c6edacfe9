import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { ClipPlan } from '@atelier/contract/clip.ts';
import type { Result } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { orderOf } from '@atelier/contract/order.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Clip, Frame } from '@atelier/core/moving/clip.ts';
import { clipWithin, type Fitted } from '@atelier/core/moving/clip-within.ts';
import { stillOf } from '@atelier/core/moving/look-at-clip.ts';
import { openClip } from '@atelier/core/moving/open-clip.ts';
import { type ClipRequest, type PaintedFrame, paintClip } from '@atelier/core/moving/paint-clip.ts';
import { SegmentPacker } from '@atelier/core/moving/segment.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import { decodedStyleSideOf } from '@atelier/core/transfer/options.ts';
import { paintRequest } from '@atelier/core/transfer/paint.ts';
import { VERSION } from '@atelier/core/version.ts';
import { pictureBudget } from '@atelier/discord/renditions.ts';
import { KeptSeconds } from './kept-seconds.ts';
import type { ClipOptions, PaintedClip } from './painter.ts';
import { previewOf } from './pictures.ts';

/** The file of the clip in the folder that the worker gives. */
export const SOURCE = 'clip';

/** Share of the work after which the frames are painted: the rest is the files. */
const PAINTED = 0.97;
/** s of painting from which the speed is told: the first frames take longer */
const STEADY_AFTER = 2;
/** pixels of the longer side of the two stills: what Compare shows of each */
const STILL_SIDE = 1024;

/** A clip in this very process: from the file in `folder` to files that fit, each finished second kept in between. */
export async function paintedClip(engine: Engine, job: PaintedClip, options: ClipOptions): Promise<Result> {
  const { folder, signal } = options;
  const begun = performance.now();
  const { plan } = job;
  const source = join(folder, SOURCE);
  const clip = await openClip(source, { ...plan.limits, side: Math.max(plan.width, plan.height) });
  const side = Math.max(clip.width, clip.height);
  const style =
    job.style && (await decode(job.style, { maxSide: decodedStyleSideOf(job.quality, undefined, side) }));
  const kept = await KeptSeconds.open(folder);
  const request = { ...requestOf(job, engine, style), clip, signal };
  const losses = await paintAll(request, { kept, options });
  signal.throwIfAborted();
  const finished = { width: clip.width, height: clip.height, rate: clip.rate, loop: clip.loop };
  const within = (maxBytes: number) =>
    clipWithin(
      { ...finished, count: kept.frames, frames: () => kept.all() },
      {
        format: clip.kind === 'film' ? 'mp4' : 'webp',
        maxBytes,
        file: join(folder, 'painted'),
        ...(clip.sound && { soundOf: { file: source, codec: clip.soundCodec } }),
        signal,
      },
    );
  const best = await within(pictureBudget(job.attachmentSizeLimit));
  const small = best.bytes.length <= LIMITS.fallbackBytes;
  return {
    picture: best.bytes,
    pictureType: clip.kind === 'film' ? 'mp4' : 'webp',
    fallback: small ? null : (await within(LIMITS.fallbackBytes)).bytes,
    width: best.width,
    height: best.height,
    seconds: (performance.now() - begun) / 1000,
    iterations: kept.frames,
    seed: job.seed,
    engine: engine.name,
    device: engine.device,
    version: VERSION,
    losses,
    moving: resultOf(clip, plan, best, kept),
    stills: await stillsOf(clip, kept),
  };
}

/** The order without its size: the clip is read at the size that it is painted at. */
function requestOf(
  job: PaintedClip,
  engine: Engine,
  style: Parameters<typeof paintRequest>[1]['style'],
): Omit<ClipRequest, 'clip' | 'resume'> {
  const photo = { width: 1, height: 1, data: new Float32Array(3) };
  const {
    photo: _,
    resume: _resume,
    ...request
  } = paintRequest({ ...orderOf(job), size: null, sheet: false }, { photo, style, engine });
  return request;
}

async function paintAll(
  request: ClipRequest,
  { kept, options }: { kept: KeptSeconds; options: ClipOptions },
): Promise<LossRow[]> {
  const { clip } = request;
  const losses = await kept.losses();
  const resume = await kept.resume();
  const sitting = new ClipSitting(clip, kept.frames, options);
  let second = new SegmentPacker();
  const keep = async () => {
    const { number, frames } = await kept.save(second);
    options.onSegment({ number, frames });
    second = new SegmentPacker();
  };
  for await (const frame of paintClip({ ...request, resume })) {
    if (frame.losses !== null) losses.push(frame.losses);
    await second.add(frame);
    if (second.seconds >= 1) await keep();
    await sitting.show(frame, losses.at(-1));
  }
  if (second.frames > 0) await keep();
  return losses;
}

/** Tells how far a clip is. */
class ClipSitting {
  readonly #clip: Clip;
  readonly #first: number;
  readonly #options: ClipOptions;
  #begun = 0;

  constructor(clip: Clip, first: number, options: ClipOptions) {
    this.#clip = clip;
    this.#first = first;
    this.#options = options;
  }

  async show(frame: PaintedFrame, losses: LossRow | undefined): Promise<void> {
    const { width, height } = this.#clip;
    const done = frame.index + 1;
    // of a film an estimate
    const count = Math.max(this.#clip.count, done);
    this.#options.onProgress({
      ...(losses ?? { content: Number.NaN, style: Number.NaN, total: Number.NaN }),
      iteration: done,
      iterations: count,
      fraction: (PAINTED * done) / count,
      width,
      height,
      leftSeconds: this.#left(count, done),
      preview: () => previewOf(frame.image),
    });
    // lets messages in
    await turn();
  }

  #left(count: number, done: number): number | undefined {
    // counted from the first finished frame on: networks are read before it
    if (this.#begun === 0) this.#begun = performance.now();
    const seconds = (performance.now() - this.#begun) / 1000;
    const frames = done - this.#first - 1;
    return seconds < STEADY_AFTER || frames < 1 ? undefined : ((count - done) * seconds) / frames / PAINTED;
  }
}

function resultOf(
  clip: Clip,
  plan: ClipPlan,
  { rate, reduced }: Fitted,
  kept: KeptSeconds,
): NonNullable<Result['moving']> {
  return {
    frames: kept.frames,
    seconds: Math.round(kept.seconds * 1000) / 1000,
    rate,
    whole: plan.whole,
    reduced,
    sound: clip.sound && clip.kind === 'film',
  };
}

/** A second in, or the middle of what is shorter: the first frame often shows little. */
async function stillsOf(clip: Clip, kept: KeptSeconds): Promise<NonNullable<Result['stills']>> {
  const index = Math.min(Math.floor(kept.frames / 2), Math.round(clip.rate));
  const frameAt = async (frames: AsyncIterable<Frame>) => {
    let last: Frame | undefined;
    let i = 0;
    for await (const frame of frames) {
      last = frame;
      if (i++ === index) break;
    }
    return stillOf(last!.image, STILL_SIDE);
  };
  return { painted: await frameAt(kept.all()), photo: await frameAt(clip.frames()) };
}
