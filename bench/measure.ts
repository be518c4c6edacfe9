import { readFileSync } from 'node:fs';
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
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/** Medians of tasks that take turns, after one warm-up each, milliseconds: what else the machine does hits all alike. */
export async function race(
  repeats: number,
  tasks: Readonly<Record<string, () => unknown>>,
): Promise<Map<string, number>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round <= repeats; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const start = performance.now();
      await task();
      if (round === 0) times.set(name, []);
      else times.get(name)!.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, all]) => [name, all.sort((a, b) => a - b)[all.length >> 1]!]));
}

/**
 * Most memory that this process held at once, bytes. Not `maxRSS` where it can be helped: on Linux that one begins
 * with the size of the process that started this one.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024;
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
