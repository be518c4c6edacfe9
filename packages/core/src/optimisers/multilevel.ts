import type { Precondition } from './lbfgs.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Grids beside the picture's own, each half as wide and high as the one before. */
const COARSER = 5;
/** Weight of a grid beside that of the next finer one: a quarter would make steps on all of them alike. */
const SHARE = 0.35;

/**
 * P = Σ_k SHARE^k · U_k U_kᵀ, U_k: bilinear enlargement from 2^k times coarser to the picture (Bramble, Pasciak and Xu
 * 1990). The same as L-BFGS over the coefficients of a pyramid, x = x₀ + Σ SHARE^(k/2) U_k c_k, in the picture's own
 * memory. A gradient of this objective is mostly fine detail, and large areas, whose pixels have to move together, are
 * the last to arrive; P lets them arrive with the rest (docs/decisions/0007-fewer-iterations.md).
 * size: of the canvas; the gradient is [3, H, W]
 */
export function multilevel(size: Size): Precondition {
  const grids = gridsFor(size);
  return (gradient, out) => {
    const [finest] = grids;
    const area = finest!.values.length;
    for (let at = 0; at < gradient.length; at += area) {
      finest!.values.set(gradient.subarray(at, at + area));
      for (let k = 1; k < grids.length; k++) restrict(grids[k - 1]!, grids[k]!);
      for (let k = grids.length - 1; k > 0; k--) prolong(grids[k]!, grids[k - 1]!);
      out.set(finest!.values, at);
    }
  };
}

interface Grid extends Size {
  readonly values: Float32Array;
  /** this grid's height, the next finer one's width */
  readonly half: Float32Array;
}

function gridsFor({ width, height }: Size): Grid[] {
  const grids: Grid[] = [
    { width, height, values: new Float32Array(width * height), half: new Float32Array() },
  ];
  for (let k = 1, [w, h] = [width, height]; k <= COARSER && Math.max(w, h) > 1; k++) {
    const wider = w;
    [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)];
    grids.push({ width: w, height: h, values: new Float32Array(w * h), half: new Float32Array(wider * h) });
  }
  return grids;
}

/** Of the two coarse positions around a fine one: the nearer, of weight ¾, is half of it, this is the other. */
function other(fine: number, coarse: number): number {
  return Math.min(coarse - 1, Math.max(0, (fine >> 1) + (fine % 2 === 0 ? -1 : 1)));
}

/** coarse = Uᵀ fine */
function restrict(fine: Grid, coarse: Grid): void {
  const half = coarse.half.fill(0);
  const { width } = fine;
  for (let y = 0; y < fine.height; y++) {
    const [near, far] = [(y >> 1) * width, other(y, coarse.height) * width];
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const value = fine.values[row + x]!;
      half[near + x]! += 0.75 * value;
      half[far + x]! += 0.25 * value;
    }
  }
  const values = coarse.values.fill(0);
  for (let x = 0; x < width; x++) {
    const [near, far] = [x >> 1, other(x, coarse.width)];
    for (let y = 0; y < coarse.height; y++) {
      const value = half[y * width + x]!;
      values[y * coarse.width + near]! += 0.75 * value;
      values[y * coarse.width + far]! += 0.25 * value;
    }
  }
}

/** fine += SHARE · U coarse */
function prolong(coarse: Grid, fine: Grid): void {
  const { half, values } = coarse;
  const { width } = fine;
  for (let y = 0; y < coarse.height; y++) {
    const row = y * coarse.width;
    for (let x = 0; x < width; x++) {
      half[y * width + x] =
        SHARE * (0.75 * values[row + (x >> 1)]! + 0.25 * values[row + other(x, coarse.width)]!);
    }
  }
  for (let y = 0; y < fine.height; y++) {
    const [near, far] = [(y >> 1) * width, other(y, coarse.height) * width];
    const row = y * width;
    for (let x = 0; x < width; x++) {
      fine.values[row + x]! += 0.75 * half[near + x]! + 0.25 * half[far + x]!;
    }
  }
}
