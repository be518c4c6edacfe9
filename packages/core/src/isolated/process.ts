import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierError as AnyError } from '@atelier/contract/errors.ts';
import pLimit from 'p-limit';
import { AtelierError } from '../errors.ts';
import type { Order, Report, Request } from './messages.ts';

/** Beside this file, and of its kind: TypeScript here, JavaScript in the package. */
const CHILD = new URL(`./child${extname(import.meta.url)}`, import.meta.url);

/** What one picture may cost the process that opens it. */
export const ISOLATION = {
  /** Seconds for one task; the slowest picture within `IMAGE_LIMITS` takes 2.5 on two idle cores. */
  seconds: 15,
  /** Seconds for a new process to be ready; 0.4 on an idle machine. */
  startSeconds: 60,
  /** Megabytes resident. Photos of 50 megapixels take 100 to 520, an AVIF of 24 with 8 bits 520. */
  megabytes: 600,
  /** Megabytes left behind by a picture, from which on the next one gets a fresh process. */
  retireMegabytes: 250,
} as const;

/**
 * A process that opens pictures, one at a time, so that a file that hangs the decoder, crashes it or eats up the
 * memory costs its sender a refusal and nobody else anything. Started with the first picture and kept warm; it
 * keeps nobody's event loop alive.
 *
 * A process and no thread: a thread cannot be ended while libvips works in it, and shares its memory with all.
 */
export class PictureProcess {
  readonly #oneAtATime = pLimit(1);
  readonly #entry: URL;
  readonly #limits: Limits;
  #child: ChildProcess | undefined;

  constructor(entry = CHILD, limits: Limits = ISOLATION) {
    this.#entry = entry;
    this.#limits = limits;
  }

  /**
   * Runs a task of the child. Errors: the child's own; image.too-costly when it was killed for its time or its
   * memory; image.damaged when the file has ended two processes.
   */
  run(request: Request): Promise<unknown> {
    return this.#oneAtATime(async () => {
      try {
        return await this.#once(request);
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        // it may have been killed from outside: the file is to blame when it happens again
        return await this.#once(request).catch((again: unknown) => {
          throw again instanceof Lost ? new AtelierError('image.damaged', {}, again) : again;
        });
      }
    });
  }

  /** Ends the process; the next task starts another. */
  stop(): void {
    if (this.#child) kill(this.#child);
    this.#child = undefined;
  }

  async #once(request: Request): Promise<unknown> {
    this.#child ??= await this.#start();
    const child = this.#child;
    hold(child, true);
    try {
      const order: Order = { ...request, megabytes: this.#limits.megabytes };
      child.send(order, () => {}); // a broken line shows as its end
      const report = await this.#reportOf(child, this.#limits.seconds);
      if (report.kind === 'exhausted') {
        throw tooCostly(`it took ${report.megabytes} MB, of ${this.#limits.megabytes}`);
      }
      if (report.kind === 'failed') throw revived(report.error);
      if (report.kind !== 'done') throw new Error(`Expected a result but received ${report.kind}`);
      if (report.megabytes > this.#limits.retireMegabytes) this.stop();
      return report.result;
    } catch (error) {
      if (!(error instanceof AtelierError) || error.code === 'image.too-costly') this.stop();
      throw error;
    } finally {
      hold(child, false);
    }
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(fileURLToPath(this.#entry), {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=512'],
      env: passedOn(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // a group of its own, so that what it has started ends with it
      detached: process.platform !== 'win32',
    });
    child.on('error', () => {}); // whoever waits for a report hears of it
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    try {
      await this.#reportOf(child, this.#limits.startSeconds);
      return child;
    } catch (error) {
      kill(child);
      throw error instanceof AtelierError
        ? new Error('The picture process did not start', { cause: error })
        : error;
    }
  }

  /** The next report. Throws `Lost` when the process ends before, image.too-costly when time is up. */
  #reportOf(child: ChildProcess, seconds: number): Promise<Report> {
    return new Promise<Report>((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        act();
      };
      const onMessage = (report: unknown) => settle(() => resolve(report as Report));
      const onExit = (code: number | null, signal: string | null) =>
        settle(() => reject(new Lost(`The picture process ended with ${signal ?? code}`)));
      const onError = (error: Error) => settle(() => reject(error));
      const timer = setTimeout(
        () => settle(() => reject(tooCostly(`it took more than ${seconds} s`))),
        seconds * 1000,
      );
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
    });
  }
}

type Limits = { readonly [name in keyof typeof ISOLATION]: number };

class Lost extends Error {}

const tooCostly = (why: string) => new AtelierError('image.too-costly', {}, new Error(why));

function revived({ code, data, cause }: Extract<Report, { kind: 'failed' }>['error']): AnyError {
  return new AnyError(code, data, cause === undefined ? undefined : new Error(cause));
}

/** Whether the process keeps this one alive. */
function hold(child: ChildProcess, busy: boolean): void {
  if (busy) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

/** Also what it has started, such as ffmpeg. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') return void child.kill('SIGKILL');
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/** What a process needs of its surroundings, and no secret of the bot's. */
function passedOn(): NodeJS.ProcessEnv {
  const names = ['PATH', 'LD_LIBRARY_PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
