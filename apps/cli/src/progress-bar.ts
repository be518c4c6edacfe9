import { setImmediate as turn } from 'node:timers/promises';
import type { Progress } from '@atelier/core/report/progress.ts';
import type { SingleBar } from 'cli-progress';
import { ready } from './getting-ready.ts';

export interface ProgressBar {
  /** Awaited, so that Ctrl-C is heard between two iterations: not every engine lets it in by itself. */
  update(progress: Progress): Promise<void>;
  stop(): void;
}

/** A progress bar on stderr; silent where stderr is not a terminal, so that logs stay readable. */
export function progressBar(about = ''): ProgressBar {
  let bar: SingleBar | undefined;
  // also where the process ends in the middle: the terminal gets its cursor and its line wrap back
  const stop = () => {
    ready();
    bar?.stop();
    bar = undefined;
    process.off('exit', stop);
  };
  return {
    async update({ fraction, iteration, iterations, total, width, height }) {
      // of a fast picture it is measured when the picture is written
      const loss = Number.isNaN(total) ? '–' : total.toPrecision(3);
      const payload = { size: `${width}×${height}`, iteration, iterations, loss };
      if (bar !== undefined) bar.update(Math.round(fraction * 1000), payload);
      else if (process.stderr.isTTY) {
        bar = await barOf(about);
        ready();
        process.on('exit', stop);
        bar.start(1000, Math.round(fraction * 1000), payload);
      }
      await turn();
    },
    stop,
  };
}

/** Its code is read where there is one to be seen. */
async function barOf(about: string): Promise<SingleBar> {
  const { Presets, SingleBar } = await import('cli-progress');
  const format = `${about}{bar} {percentage} % | {size} | iteration {iteration}/{iterations} | loss {loss} | {eta_formatted} left`;
  const options = { stream: process.stderr, format, clearOnComplete: true, hideCursor: true };
  return new SingleBar(options, Presets.shades_classic);
}
