import type { Quality } from '@atelier/contract/order.ts';
import type { Image } from '../images/image.ts';
import { mirror } from '../images/mirror.ts';
import type { LossRow } from '../report/progress.ts';
import type { PaintRequest } from '../transfer/request.ts';
import { planFor } from '../transfer/strength.ts';
import { mirroredRequest, takeOf } from '../transfer/take.ts';
import type { Clip, Frame } from './clip.ts';
import { fastPainter } from './paint-fast-frames.ts';
import { highPainter } from './paint-high-frames.ts';
import type { Bare, Calmed, FramePainter } from './steady.ts';
import { SteadyThread } from './steady-apart.ts';

export interface ClipRequest extends Omit<PaintRequest, 'photo' | 'onProgress' | 'traceEvery' | 'resume'> {
  clip: Clip;
  /** what is finished already, of the same clip and request; default: nothing */
  resume?: ResumePoint | undefined;
}

export interface ResumePoint extends Bare {
  /** frames that are finished, ≥ 1: it goes on from the last of them */
  frames: number;
}

export interface PaintedFrame extends Frame, Bare {
  /** from 0 */
  index: number;
  /** under the objective of high quality, once a second; null in between */
  losses: LossRow | null;
}

const PAINTERS = { fast: fastPainter, high: highPainter };

/**
 * Frames that are painted before the first one of a loop, the last of it: so the first one follows the last one as
 * the second follows the first.
 */
const LEAD: Record<Quality, number> = { fast: 6, high: 2 };
/** Frames that are read, and whose movement is found, before they are wanted. */
const AHEAD = 2;

/**
 * Paints a clip frame by frame in its order; memory does not grow with its length. While the network has a frame, the
 * next ones are decoded and their movement found, and the one before is guided and handed out: see `SteadyThread`.
 * Errors: those of `paint`, of `Clip.frames`, `job.cancelled`.
 */
export async function* paintClip(request: ClipRequest): AsyncGenerator<PaintedFrame> {
  const stop = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
  const steady = new SteadyThread();
  let before: Promise<PaintedFrame> | undefined;
  let latest: Promise<PaintedFrame> | undefined;
  try {
    for await (const { painted } of paintings({ ...request, signal }, steady)) {
      [before, latest] = [latest, painted];
      // its failure is met where it is awaited
      latest.catch(() => {});
      if (before) yield await before;
    }
    if (latest) yield await latest;
  } finally {
    stop.abort();
    // whoever has had enough may close the engine next
    await latest?.catch(() => {});
    await steady.close();
  }
}

/** Each frame is begun when it is asked for, whether the one before is finished or not. */
async function* paintings(
  request: ClipRequest,
  steady: SteadyThread,
): AsyncGenerator<{ painted: Promise<PaintedFrame> }> {
  const { resume, ...painting } = request;
  const { clip, quality, signal } = painting;
  const plan = planFor(quality, request.strength);
  const { mirrored } = takeOf(request.take);
  const turned = (image: Image) => (mirrored ? mirror(image) : image);
  const skip = resume?.frames ?? 0;
  let painter: FramePainter | undefined;
  let latest: Promise<Bare> | undefined = resume && Promise.resolve(resume);
  let last: { frame: Frame; painted: Promise<PaintedFrame> } | undefined;
  let measured = Number.NEGATIVE_INFINITY;
  let at = 0;
  const read = calmedFrames(numbered(clip, LEAD[quality], signal), (image) => steady.next(turned(image)));
  for await (const { index, frame, calmed } of ahead(read, AHEAD)) {
    const found = await calmed;
    if (index < 0 ? skip > 0 : index < skip) continue;
    if (index >= 0 && last !== undefined && isSame(last.frame.image, frame.image)) {
      const { painted } = last;
      yield {
        painted: painted.then((same) => ({ ...same, ...frame, image: same.image, index, losses: null })),
      };
    } else {
      if (painter === undefined) {
        const { photo } = found;
        const asked = mirrored ? mirroredRequest({ ...painting, photo }) : painting;
        painter = await PAINTERS[quality]({ ...asked, photo }, plan, steady);
      }
      const { finish, measure } = painter;
      const due = index >= 0 && at - measured >= 1;
      if (due) measured = at;
      latest = painter.paint(found, latest);
      const painted = latest.then(async ({ bare, styleLeft }) => {
        const finished = finish(bare, found.photo);
        const losses = due ? { ...(await measure(finished, found.photo)), iteration: index } : null;
        return { ...frame, image: turned(finished), index, bare, styleLeft, losses };
      });
      last = { frame, painted };
      if (index < 0) {
        await painted;
        continue;
      }
      yield { painted };
    }
    at += frame.seconds;
  }
}

interface CalmedFrame {
  /** negative: painted for the first one's sake only */
  index: number;
  frame: Frame;
  calmed: Promise<Calmed>;
}

async function* calmedFrames(
  frames: AsyncIterable<Omit<CalmedFrame, 'calmed'>>,
  calmed: (image: Image) => Promise<Calmed>,
): AsyncGenerator<CalmedFrame> {
  for await (const { index, frame } of frames) {
    const found = calmed(frame.image);
    // its failure is met where it is awaited
    found.catch(() => {});
    yield { index, frame, calmed: found };
  }
}

/** The same values, so many of them asked for before they are wanted. */
async function* ahead<T>(source: AsyncGenerator<T>, count: number): AsyncGenerator<T> {
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = () => {
    const next = source.next();
    next.catch(() => {});
    asked.push(next);
  };
  for (let i = 0; i < count; i++) ask();
  try {
    for (;;) {
      const { value, done } = await asked.shift()!;
      if (done) return;
      ask();
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}

/**
 * All frames, a loop's end before its beginning. Also those that are finished: what is known of movement and grain adds
 * up from frame to frame, and whoever goes on shall paint what going through would have.
 */
async function* numbered(
  clip: Clip,
  lead: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Omit<CalmedFrame, 'calmed'>, undefined> {
  if (clip.loop !== 1 && clip.count > 2) {
    const kept: Frame[] = [];
    for await (const frame of clip.frames(signal)) {
      kept.push(frame);
      if (kept.length > Math.min(lead, clip.count - 1)) kept.shift();
    }
    for (const [i, frame] of kept.entries()) yield { index: i - kept.length, frame };
  }
  let index = 0;
  for await (const frame of clip.frames(signal)) {
    yield { index: index++, frame };
  }
}

function isSame(a: Image, b: Image): boolean {
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

const bytesOf = ({ data }: Image) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
