/** Candelas a square metre of white paper in an HDR picture (ITU-R BT.2408): what sRGB calls 1. */
export const WHITE = 203;
/** The most that PQ can say, in candelas a square metre. */
export const PQ_PEAK = 10_000;

/** ITU-R BT.2100, the inverse of HLG's curve: light of the scene, [0, 1] → [0, 1] */
export function fromHlg(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
}

const M1 = 2610 / 16384;
const M2 = (2523 / 4096) * 128;
const [C1, C2, C3] = [3424 / 4096, (2413 / 4096) * 32, (2392 / 4096) * 32];

/** SMPTE ST 2084: [0, 1] → candelas a square metre */
export function fromPq(value: number): number {
  const power = value ** (1 / M2);
  return PQ_PEAK * (Math.max(power - C1, 0) / (C2 - C3 * power)) ** (1 / M1);
}

export function toPq(light: number): number {
  const power = (light / PQ_PEAK) ** M1;
  return ((C1 + C2 * power) / (1 + C3 * power)) ** M2;
}
