import { Presets, SingleBar } from 'cli-progress';

/** Megabytes of a download on stderr; silent where stderr is not a terminal, so that logs stay readable. */
export function downloadBar(name: string): { update(done: number, total: number): void; stop(): void } {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: `${name} {bar} {value} of {total} MB | {eta_formatted} left`,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
  return {
    update(done, total) {
      if (bar.isActive) bar.update(megabytes(done));
      else bar.start(megabytes(total), megabytes(done));
    },
    stop() {
      if (bar.isActive) bar.stop();
    },
  };
}
