import { setTimeout as sleep } from 'node:timers/promises';
import type { LossRow } from '@atelier/contract/job.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { type PainterCard, uncarried } from './channel.ts';
import type { PaintedJob, PaintedResult, PaintOptions } from './painter.ts';
import { PainterProcess, type PainterProcessOptions } from './painter-process.ts';

export interface LaneOptions extends PainterProcessOptions {
  log: Log;
  /** called when a process has ended and the next one follows */
  onRestart?: () => void;
}

/** ms before a process that did not get ready is followed by the next: at once would be a loop */
const DELAY = { first: 1000, most: 30_000 };

interface Running {
  process: PainterProcess;
  card: PainterCard;
}

/** Keeps one painter process running, warm between paintings, and paints one picture after the other with it. */
export class Lane {
  readonly #options: LaneOptions;
  /** the process that runs, warmed up, or the one that comes next */
  #running: Promise<Running>;
  #process: PainterProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #delayMs = 0;
  readonly #closed = new AbortController();

  /** Errors: those of `chooseEngine`, and `job.worker-lost` when the process dies at once. */
  static async open(options: LaneOptions): Promise<{ lane: Lane; card: PainterCard }> {
    const lane = new Lane(options);
    try {
      return { lane, card: (await lane.#running).card };
    } catch (error) {
      await lane.close();
      throw error;
    }
  }

  private constructor(options: LaneOptions) {
    this.#options = options;
    this.#running = this.#start();
  }

  /** of the process that runs now, or ran last */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** See `Painter.paint`. */
  paint(job: PaintedJob, options: PaintOptions): Promise<PaintedResult> {
    return this.#inTurn(() => this.#paint(job, options));
  }

  async #paint(job: PaintedJob, options: PaintOptions): Promise<PaintedResult> {
    const { process } = await unlessAborted(this.#running, options.signal);
    let isDone = true;
    try {
      const { measure, ...result } = await process.paint(job, options);
      isDone = measure === undefined;
      return { ...result, measure: measure && (() => this.#inTurn(() => this.#measure(process, measure))) };
    } finally {
      await this.#leave(process, isDone);
    }
  }

  async #measure(process: PainterProcess, measure: () => Promise<LossRow[]>): Promise<LossRow[]> {
    try {
      return await measure();
    } finally {
      await this.#leave(process, true);
    }
  }

  /** The next painting is for the next process where this one ends, or is to. */
  async #leave(process: PainterProcess, isDone: boolean): Promise<void> {
    // memory that comes back by nothing else; a slow leak costs no painting that way
    if (isDone && process.bytes > this.#options.limits.bytes / 2)
      process.kill(own('has grown large: it is replaced'));
    if (process.isEnding) await process.gone;
  }

  /** A fresh process; throws what its trial picture threw. */
  renew(): Promise<void> {
    return this.#inTurn(async () => {
      this.#process?.kill(own('is replaced'));
      await this.#process?.gone;
      const { trouble } = (await this.#running).card;
      if (trouble !== null) throw uncarried(trouble);
    });
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#process?.kill(own('is not needed any more'));
    await this.#process?.gone;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #start(): Promise<Running> {
    const process = new PainterProcess(this.#options);
    this.#process = process;
    let delayMs = Math.min(Math.max(2 * this.#delayMs, DELAY.first), DELAY.most);
    process.gone.then((reason) => this.#follow(reason, delayMs));
    const card = await process.ready;
    delayMs = 0;
    return { process, card };
  }

  #follow(reason: AtelierError, delayMs: number): void {
    if (this.#closed.signal.aborted) return;
    this.#delayMs = delayMs;
    this.#options.onRestart?.();
    this.#options.log.warn(
      { err: reason, inMs: delayMs },
      'a painter process has ended: the next one is started',
    );
    const { signal } = this.#closed;
    this.#running = sleep(delayMs, undefined, { signal }).then(() => this.#start());
    // whoever waits for it hears of it
    this.#running.catch(() => {});
  }
}

function own(what: string): AtelierError {
  return new AtelierError('job.worker-lost', {}, new Error(`The painter process ${what}`));
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
