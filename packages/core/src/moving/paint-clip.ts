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
import { Calm, type Calmed, type FramePainter } from './steady.ts';

export interface ClipRequest extends Omit<PaintRequest, 'photo' | 'onProgress' | 'traceEvery' | 'resume'> {
  clip: Clip;
  /** what is finished already, of the same clip and request; default: nothing */
  resume?: ResumePoint | undefined;
}

export interface ResumePoint {
  /** frames that are finished, ≥ 1 */
  frames: number;
  /** `bare` of the last of them */
  bare: Image;
}

export interface PaintedFrame extends Frame {
  /** from 0 */
  index: number;
  /** without the photo laid over it and its colours, from which the next one goes on; mirrored where the take is */
  bare: Image;
  /** under the objective of high quality, once a second; null in between */
  losses: LossRow | null;
}

const PAINTERS = { fast: fastPainter, high: highPainter };

/**
 * Frames that are painted before the first one of a loop, the last of it: so the first one follows the last one as
 * the second follows the first.
 */
const LEAD: Record<Quality, number> = { fast: 6, high: 2 };

/**
 * Paints a clip frame by frame in its order; memory does not grow with its length. While a frame is painted, the next
 * one is decoded and its movement found. Errors: those of `paint`, of `Clip.frames`, `job.cancelled`.
 */
export async function* paintClip(request: ClipRequest): AsyncGenerator<PaintedFrame> {
  const { resume, ...painting } = request;
  const { clip, quality, signal } = painting;
  const plan = planFor(quality, request.strength);
  const calm = new Calm();
  const { mirrored } = takeOf(request.take);
  const turned = (image: Image) => (mirrored ? mirror(image) : image);
  let painter: FramePainter | undefined;
  let bare = resume?.bare;
  let last: { frame: Frame; image: Image } | undefined;
  let measured = Number.NEGATIVE_INFINITY;
  let at = 0;
  for await (const { index, frame, calmed } of calmedFrames(
    clip,
    (image) => calm.next(turned(image)),
    resume?.frames ?? 0,
    LEAD[quality],
    signal,
  )) {
    if (index >= 0 && last !== undefined && isSame(last.frame.image, frame.image)) {
      yield { ...frame, image: last.image, index, bare: bare!, losses: null };
    } else {
      if (painter === undefined) {
        const { photo } = calmed;
        const asked = mirrored ? mirroredRequest({ ...painting, photo }) : painting;
        painter = await PAINTERS[quality]({ ...asked, photo }, plan);
      }
      bare = await painter.paint(calmed, bare);
      const finished = painter.finish(bare, calmed.photo);
      const image = turned(finished);
      last = { frame, image };
      if (index < 0) continue;
      const due = at - measured >= 1;
      if (due) measured = at;
      const losses = due ? { ...(await painter.measure(finished, calmed.photo)), iteration: index } : null;
      yield { ...frame, image, index, bare, losses };
    }
    at += frame.seconds;
  }
}

interface CalmedFrame {
  /** negative: painted for the first one's sake only */
  index: number;
  frame: Frame;
  calmed: Calmed;
}

/** The next frame is read and compared while whoever asked works on the one before. */
async function* calmedFrames(
  clip: Clip,
  calmed: (image: Image) => Calmed,
  skip: number,
  lead: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<CalmedFrame> {
  const frames = numbered(clip, lead, signal);
  const read = async () => {
    const { value, done } = await frames.next();
    if (done) return undefined;
    return { ...value, calmed: calmed(value.frame.image) };
  };
  try {
    let next = await read();
    while (next !== undefined) {
      const current = next;
      // its failure is met where it is awaited
      const reading = read();
      reading.catch(() => {});
      if (current.index >= skip || (current.index < 0 && skip === 0)) yield current;
      next = await reading;
    }
  } finally {
    await frames.return(undefined);
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
