import type { ErrorData } from '@atelier/contract/errors.ts';
import type { TaskName } from './tasks.ts';

export interface Request {
  task: TaskName;
  args: unknown[];
}

/** To the picture process; `megabytes`: what it may hold, else it reports that it is exhausted. */
export interface Order extends Request {
  megabytes: number;
}

/** From it; `megabytes`: what it holds after the task. */
export type Report =
  | { kind: 'ready' }
  | { kind: 'exhausted'; megabytes: number }
  | { kind: 'done'; result: unknown; megabytes: number }
  | {
      kind: 'failed';
      error: { code: string; data: ErrorData; cause?: string | undefined };
      megabytes: number;
    };
