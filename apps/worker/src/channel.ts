import { AtelierError, asAtelierError, type ErrorData } from '@atelier/contract/errors.ts';
import type { Checkpoint, LossRow, ProgressRow, Result } from '@atelier/contract/job.ts';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import type { Learnt } from '@atelier/queue/work-lessons.ts';
import type { LearntLesson, PaintedClip, PaintedJob, Painter, PainterSettings } from './painter.ts';

/** What a worker and its painter processes say to each other: structured clones, pictures as the bytes they are. */

export type ToPainter =
  /** the first message */
  | { kind: 'open'; settings: PainterSettings }
  | { kind: 'paint'; id: number; job: PaintedJob }
  | { kind: 'clip'; id: number; job: PaintedClip; folder: string }
  /** answered with the next progress */
  | { kind: 'preview'; id: number }
  | { kind: 'learn'; id: number; lesson: LearntLesson }
  /** the losses of the picture that was painted last, by its id */
  | { kind: 'measure'; id: number; painted: number }
  | { kind: 'cancel'; id: number };

export type FromPainter =
  | { kind: 'ready'; card: PainterCard }
  /** it cannot be opened */
  | { kind: 'refused'; error: CarriedError }
  | { kind: 'progress'; id: number; row: ProgressRow }
  | { kind: 'preview'; id: number; preview: Preview | null }
  | { kind: 'segment'; id: number; segment: { number: number; frames: number } }
  | { kind: 'checkpoint'; id: number; checkpoint: Checkpoint }
  | { kind: 'learning'; id: number; fraction: number }
  | { kind: 'done'; id: number; result: Answer; unmeasured?: boolean }
  | { kind: 'failed'; id: number; error: CarriedError };

/** What an errand comes back with. */
export type Answer = Result | Learnt | LossRow[];

export interface PainterCard extends Pick<Painter, 'name' | 'device' | 'reason' | 'memory'> {
  trouble: CarriedError | null;
  /** it can learn presets */
  learns: boolean;
}

/** An error's class does not pass. */
export interface CarriedError {
  code: string;
  data: ErrorData;
  /** message and stack of what is behind it, for the log */
  cause: { message: string; stack?: string | undefined } | null;
}

export function carried(error: unknown): CarriedError {
  const { code, data, cause } = asAtelierError(error);
  if (cause === undefined) return { code, data, cause: null };
  const { message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  return { code, data, cause: { message, stack } };
}

export function uncarried({ code, data, cause }: CarriedError): AtelierError {
  if (cause === null) return new AtelierError(code, data);
  const behind = new Error(cause.message);
  if (cause.stack !== undefined) behind.stack = cause.stack;
  return new AtelierError(code, data, behind);
}

/** File descriptor of a painter process on which it tells that it lives. */
export const PULSE_FD = 4;
/** ms between two beats */
export const BEAT_MS = 250;

export interface Beat {
  /** bytes of memory of the process */
  rss: number;
  /** ms of CPU time that it has taken */
  cpuMs: number;
  /** turns of its main thread's event loop */
  turns: number;
}

export function beatLine({ rss, cpuMs, turns }: Beat): string {
  return `${rss} ${cpuMs} ${turns}\n`;
}

export function beatOf(line: string): Beat {
  const [rss = Number.NaN, cpuMs = Number.NaN, turns = Number.NaN] = line.split(' ').map(Number);
  return { rss, cpuMs, turns };
}
