import { setImmediate as turn } from 'node:timers/promises';
import type { Progress } from '@atelier/core/report/progress.ts';
import { Presets, SingleBar } from 'cli-progress';
import { ready } from './getting-ready.ts';

export interface ProgressBar {
  /** Awaited, so that Ctrl-C is heard between two iterations: not every engine lets it in by itself. */
  update(progress: Progress): Promise<void>;
  stop(): void;
}

/** A progress bar on stderr; silent where stderr is not a terminal, so that logs stay readable. */
export function progressBar(about = ''): ProgressBar {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: `${about}{bar} {percentage} % | {size} | iteration {iteration}/{iterations} | loss {loss} | {eta_formatted} left`,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  // also where the process ends in the middle: the terminal gets its cursor and its line wrap back
  const stop = () => {
    ready();
    if (started) bar.stop();
    started = false;
    process.off('exit', stop);
  };
  return {
    async update({ fraction, iteration, iterations, total, width, height }) {
      const payload = { size: `${width}×${height}`, iteration, iterations, loss: total.toPrecision(3) };
      if (started) bar.update(Math.round(fraction * 1000), payload);
      else {
        ready();
        process.on('exit', stop);
        bar.start(1000, Math.round(fraction * 1000), payload);
      }
      started = true;
      await turn();
    },
    stop,
  };
}
