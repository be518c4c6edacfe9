import type { ClipPlan } from '@atelier/contract/clip.ts';
import type { AtelierError } from '@atelier/contract/errors.ts';
import type { Checkpoint, ClaimedJob, LossRow, ProgressRow, Result } from '@atelier/contract/job.ts';
import { type Order, orderOf } from '@atelier/contract/order.ts';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import type { ClaimedLesson } from '@atelier/queue/store/lessons.ts';
import type { Learnt } from '@atelier/queue/work-lessons.ts';
import type { Environment } from '@atelier/runtime/environment.ts';

/** What a painter has to know of the environment. */
export type PainterSettings = Pick<Environment, 'engine' | 'device' | 'threads' | 'memory'> & {
  /** it computes with what other processes leave; default false */
  yields?: boolean;
};

/** What of a job shows in its files. */
export type PaintedJob = Order &
  Pick<ClaimedJob, 'photo' | 'style' | 'presets' | 'attachmentSizeLimit' | 'checkpoint'>;

/** A job without who asked for it, and without what answers them: a painter needs to know neither. */
export function paintedJobOf(job: PaintedJob): PaintedJob {
  const { photo, style, presets, attachmentSizeLimit, checkpoint } = job;
  return { ...orderOf(job), photo, style, presets, attachmentSizeLimit, checkpoint };
}

/** A clip, whose file is in a folder. */
export type PaintedClip = Omit<PaintedJob, 'photo'> & { plan: ClipPlan };

/** The same with its file. */
export type ClipJob = PaintedJob & { clip: ClipPlan };

export function paintedClipOf({ clip, ...job }: ClipJob): PaintedClip {
  const { photo: _, ...painted } = paintedJobOf(job);
  return { ...painted, plan: clip };
}

export interface PaintProgress extends ProgressRow {
  /** The picture so far, small; null when the painting ends before it is made. */
  preview(): Promise<Preview | null>;
}

/** A result, and where its losses are still to be measured what measures them: they must not keep the picture waiting. */
export interface PaintedResult extends Result {
  /** Throws when its painter has gone since, or has begun another picture. */
  measure?: (() => Promise<LossRow[]>) | undefined;
}

export interface PaintOptions {
  signal: AbortSignal;
  onProgress: (progress: PaintProgress) => void;
  /** called now and then, from where another attempt can go on */
  onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** In a painter process. */
export interface ClipOptions extends PaintOptions {
  /** with the clip's file, and the segments that are finished; those that follow are put there */
  folder: string;
  onSegment(segment: { number: number; frames: number }): void;
}

/** For a worker. */
export interface ClipWork extends PaintOptions {
  /** segments that earlier attempts have finished */
  finished: AsyncIterable<{ bytes: Uint8Array }>;
  /** a further one; what it throws is not the painter's concern */
  onSegment(segment: { number: number; frames: number; bytes: Uint8Array }): Promise<void>;
}

/** What learning a preset takes: the painting as it was sent, and what menus will say of it. */
export type LearntLesson = Pick<ClaimedLesson, 'painting' | 'title' | 'artist' | 'year' | 'moods'>;

export interface LearnOptions {
  signal: AbortSignal;
  /** part that is done, 0 to 1 */
  onProgress: (fraction: number) => void;
}

/** What paints in a process of its own, see `servePainter`. */
export type ServedPainter = Omit<Painter, 'paintClip' | 'renew'> & {
  paintClip?(job: PaintedClip, options: ClipOptions): Promise<Result>;
};

/** Who paints for a worker; tests put a quicker one in its place. */
export interface Painter {
  readonly name: string;
  readonly device: string;
  /** why this engine on this device, for the log */
  readonly reason: string;
  /** bytes that a painting may take; absent: not known */
  readonly memory?: number | undefined;
  /** what the trial picture at its start threw */
  readonly trouble?: AtelierError | null;
  /**
   * From photo to files. Ends within a second of the signal. Errors beside those of the job: `job.worker-lost` when the
   * painter died, `engine.out-of-memory` also when it took too much.
   */
  paint(job: PaintedJob, options: PaintOptions): Promise<PaintedResult>;
  /** The same of a clip; absent: it paints none. */
  paintClip?(job: ClipJob, work: ClipWork): Promise<Result>;
  /** A painting as a preset; absent: it cannot learn. Ends within a second of the signal. Errors as those of `paint`. */
  learn?(lesson: LearntLesson, options: LearnOptions): Promise<Learnt>;
  /** Begins anew, with nothing of before; throws what a trial picture throws. */
  renew?(): Promise<void>;
  close(): Promise<void>;
}
