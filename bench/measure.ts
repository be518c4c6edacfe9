import { performance } from 'node:perf_hooks';

/** Median of `repeats` timings after one warm-up, milliseconds. */
export async function median(repeats: number, task: () => unknown): Promise<number> {
  await task();
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** Adds up how long named parts of a job take. */
export class Stopwatch {
  readonly milliseconds = new Map<string, number>();

  async time<T>(part: string, task: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await task();
    } finally {
      this.milliseconds.set(part, (this.milliseconds.get(part) ?? 0) + performance.now() - start);
    }
  }

  total(): number {
    return [...this.milliseconds.values()].reduce((sum, ms) => sum + ms, 0);
  }
}
