import type { AtelierError } from '@atelier/contract/errors.ts';
import type { Checkpoint, ClaimedJob, ProgressRow, Result } from '@atelier/contract/job.ts';
import { type Order, orderOf } from '@atelier/contract/order.ts';
import type { Preview } from '@atelier/discord/reply/progress.ts';
import type { Environment } from '@atelier/runtime/environment.ts';

/** What a painter has to know of the environment. */
export type PainterSettings = Pick<
  Environment,
  'engine' | 'device' | 'threads' | 'memory' | 'presetsDirectory'
>;

/** What of a job shows in its files. */
export type PaintedJob = Order & Pick<ClaimedJob, 'photo' | 'style' | 'attachmentSizeLimit' | 'checkpoint'>;

/** A job without who asked for it, and without what answers them: a painter needs to know neither. */
export function paintedJobOf(job: PaintedJob): PaintedJob {
  const { photo, style, attachmentSizeLimit, checkpoint } = job;
  return { ...orderOf(job), photo, style, attachmentSizeLimit, checkpoint };
}

export interface PaintProgress extends ProgressRow {
  /** The picture so far, small; null when the painting ends before it is made. */
  preview(): Promise<Preview | null>;
}

export interface PaintOptions {
  signal: AbortSignal;
  onProgress: (progress: PaintProgress) => void;
  /** called now and then, from where another attempt can go on */
  onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** Who paints for a worker; tests put a quicker one in its place. */
export interface Painter {
  readonly name: string;
  readonly device: string;
  /** why this engine on this device, for the log */
  readonly reason: string;
  /** bytes that a painting may take; absent: not known */
  readonly memory?: number;
  /** what the trial picture at its start threw */
  readonly trouble?: AtelierError | null;
  /**
   * From photo to files. Ends within a second of the signal. Errors beside those of the job: `job.worker-lost` when the
   * painter died, `engine.out-of-memory` also when it took too much.
   */
  paint(job: PaintedJob, options: PaintOptions): Promise<Result>;
  /** Begins anew, with nothing of before; throws what a trial picture throws. */
  renew?(): Promise<void>;
  close(): Promise<void>;
}
