import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endsOf, type PaintedAt, type Waiting } from './estimate.ts';

const times = (ends: Map<string, number>) => Object.fromEntries(ends);

describe('the ends of jobs', () => {
  it('come one after the other with one painter, after what it paints now', () => {
    const painters = [{ speed: 100, painting: [{ id: 'now', pixels: 300 }] }];
    const line = ['a', 'b'].map((id) => ({ id, pixels: 1000 }));
    assert.deepEqual(times(endsOf(painters, line)), { now: 3, a: 13, b: 23 });
  });

  it('whoever is free first takes the next, at its own speed', () => {
    const painters = [
      { speed: 100, painting: [] },
      { speed: 50, painting: [] },
    ];
    const line = ['a', 'b', 'c', 'd'].map((id) => ({ id, pixels: 1000 }));
    // a: fast 0–10, b: slow 0–20, c: fast 10–20, d: both free at 20, the first in the list takes it
    assert.deepEqual(times(endsOf(painters, line)), { a: 10, b: 20, c: 20, d: 30 });
  });

  it('of ten jobs are within a quarter of what a line takes that goes on step by step', () => {
    // how far single pictures are from the measured speed. Where painters differ much, who gets a picture decides, so
    // that there the speed has to be known
    const cases: [number[], number][] = [
      [[100_000], 0.15],
      [[100_000, 90_000], 0.05],
      [[100_000, 40_000], 0],
      [[100_000, 100_000, 100_000], 0.05],
    ];
    const sizes = [512, 512, 1024, 512, 768, 512, 1024, 512, 1024, 512];
    for (const [speeds, spread] of cases) {
      const line = sizes.map((side, i) => ({ id: `job ${i}`, pixels: side * side * 0.75 }));
      const painters = speeds.map((speed, i) => ({
        speed,
        painting: [{ id: `now ${i}`, pixels: 150_000 * i }],
      }));
      const estimated = endsOf(painters, line);
      const real = paint(painters, line, spread);
      for (const { id } of line) {
        const ratio = estimated.get(id)! / real.get(id)!;
        assert.ok(
          ratio > 0.75 && ratio < 1.25,
          `${id} of ${speeds.length}: ${ratio.toFixed(2)} of what it took`,
        );
      }
    }
  });
});

/**
 * A line as it goes, step by step: each painter takes the next job when it is free, with what a job costs beside its
 * pixels, and faster or slower than it was measured by up to `spread`.
 */
function paint(
  painters: readonly PaintedAt[],
  line: readonly Waiting[],
  spread: number,
): Map<string, number> {
  const STEP = 0.01;
  const BESIDE = 0.15;
  const ends = new Map<string, number>();
  const left = [...line];
  let jobs = 0;
  const seats = painters.map(({ speed, painting }) => ({
    speed,
    pace: speed,
    pixels: painting[0]?.pixels ?? 0,
    id: '',
  }));
  for (let now = 0; ends.size < line.length; now += STEP) {
    for (const seat of seats) {
      if (seat.pixels > 0) seat.pixels -= seat.pace * STEP;
      if (seat.pixels > 0) continue;
      if (seat.id !== '') ends.set(seat.id, now);
      const next = left.shift();
      seat.id = next?.id ?? '';
      seat.pace = seat.speed * (1 + spread * Math.sin(jobs++ * 2.4));
      if (next) seat.pixels = next.pixels + seat.pace * BESIDE;
    }
  }
  return ends;
}
