import { LIMITS } from '@atelier/contract/limits.ts';
import type { AtelierError } from '@atelier/queue/errors.ts';
import { isOfWorker } from '@atelier/queue/errors.ts';
import type { Log } from '@atelier/runtime/log.ts';

export interface QuarantineOptions {
  log: Log;
  /** Takes no jobs any more, and says so. */
  enter(): Promise<void>;
  /** Takes jobs again. */
  leave(): Promise<void>;
  /** Begins anew and tries itself; throws what went wrong. */
  trial(): Promise<void>;
  /** default: LIMITS.quarantineSeconds, in ms */
  pauseMs?: { first: number; most: number } | undefined;
}

const PAUSE_MS = {
  first: LIMITS.quarantineSeconds.first * 1000,
  most: LIMITS.quarantineSeconds.most * 1000,
};

/**
 * Sets a worker aside that fails several times in a row, so that it does not spoil what others could paint. After a
 * pause it tries itself, and works again when that succeeds; the next failure before a success sends it back for twice
 * as long.
 */
export class Quarantine {
  readonly #options: QuarantineOptions;
  readonly #pause: { first: number; most: number };
  #nextPauseMs: number;
  #inARow = 0;
  #onProbation = false;
  #active = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: QuarantineOptions) {
    this.#options = options;
    this.#pause = options.pauseMs ?? PAUSE_MS;
    this.#nextPauseMs = this.#pause.first;
  }

  get active(): boolean {
    return this.#active;
  }

  /** An operator sets the worker aside: until `release`, without trials in between. */
  async hold(): Promise<void> {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#active) return;
    this.#active = true;
    this.#options.log.warn('in quarantine: an operator asked for it');
    await this.#options.enter();
  }

  /** An operator lets it try itself now; it works again when that succeeds. */
  async release(): Promise<void> {
    if (!this.#active || this.#stopped) return;
    clearTimeout(this.#timer);
    await this.#try();
  }

  succeeded(): void {
    this.#inARow = 0;
    this.#onProbation = false;
    this.#nextPauseMs = this.#pause.first;
  }

  /** Failures that are the job's own do not count. */
  async failed(error: AtelierError): Promise<void> {
    if (this.#active || !isOfWorker(error)) return;
    this.#inARow++;
    if (this.#onProbation || this.#inARow >= LIMITS.failuresInARow) await this.enter(error);
  }

  async enter(error: AtelierError): Promise<void> {
    if (this.#active || this.#stopped) return;
    this.#active = true;
    const { log, enter } = this.#options;
    log.error(
      { err: error, inARow: this.#inARow, seconds: this.#nextPauseMs / 1000 },
      'in quarantine: no jobs until a trial picture succeeds',
    );
    await enter();
    this.#tryLater();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #tryLater(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#try(), this.#nextPauseMs);
    this.#nextPauseMs = Math.min(2 * this.#nextPauseMs, this.#pause.most);
  }

  async #try(): Promise<void> {
    const { log, trial, leave } = this.#options;
    try {
      await trial();
      if (this.#stopped) return;
      this.#inARow = 0;
      this.#onProbation = true;
      await leave();
      this.#active = false;
      log.info('out of quarantine: a trial picture succeeded');
    } catch (err) {
      if (this.#stopped) return;
      log.warn({ err, seconds: this.#nextPauseMs / 1000 }, 'the trial failed: quarantine goes on');
      this.#tryLater();
    }
  }
}
