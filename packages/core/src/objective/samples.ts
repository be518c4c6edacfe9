import type { Tensor } from '../models/tensor-file.ts';

/**
 * Positions of a painting that a picture's places are matched with, at each layer: enough that another choice of them
 * changes no picture visibly, few enough that all pairs are a small part of an evaluation.
 */
export const SAMPLES = 1024;

/** Steps by it, part of a whole turn, never come near an earlier place: positions spread evenly, whatever the width. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Features at SAMPLES positions, [SAMPLES, N]; where there are fewer positions each comes several times. feature: [1, N, H, W] */
export function samplesOf({ shape, data }: Tensor): Float32Array {
  const [, channels, height, width] = shape as [number, number, number, number];
  const positions = height * width;
  const place = (i: number) =>
    (positions <= SAMPLES ? i : Math.floor(positions * ((i * GOLDEN) % 1))) % positions;
  return Float32Array.from({ length: SAMPLES * channels }, (_, at) => {
    return data[(at % channels) * positions + place(Math.floor(at / channels))]!;
  });
}

/** Of several paintings: of each the first of its samples, as many as its share. shares sum to 1. */
export function mixSamples(all: readonly Float32Array[], shares: readonly number[]): Float32Array {
  const mixed = all[0]!.slice();
  const n = mixed.length / SAMPLES;
  let before = 0;
  for (const [i, samples] of all.entries()) {
    const from = Math.round(before * SAMPLES);
    before += shares[i]!;
    const to = Math.round(before * SAMPLES);
    mixed.set(samples.subarray(0, (to - from) * n), from * n);
  }
  return mixed;
}
