import type { Progress } from '@atelier/core/report/progress.ts';
import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on stderr; silent where stderr is not a terminal, so that logs stay readable. */
export function progressBar(): { update(progress: Progress): void; stop(): void } {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format:
        '{bar} {percentage} % | {size} | iteration {iteration}/{iterations} | loss {loss} | {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update({ fraction, iteration, iterations, total, width, height }) {
      const payload = { size: `${width}×${height}`, iteration, iterations, loss: total.toPrecision(3) };
      if (started) bar.update(Math.round(fraction * 1000), payload);
      else bar.start(1000, Math.round(fraction * 1000), payload);
      started = true;
    },
    stop() {
      if (started) bar.stop();
    },
  };
}
