import { fromPq, PQ_PEAK, toPq, WHITE } from './hdr-curves.ts';

/** Steps of the tables below; the error of a step stays under a tenth of an 8-bit value. */
const STEPS = 4096;

/**
 * ITU-R BT.2390's curve on the strongest channel, which keeps the hue: up to a knee nothing changes, above it
 * the picture's own highlights are bent down to white. A picture without any stays as it is.
 *
 * `rgb`: light, 1 = white, changed in place. `peak`: the light that becomes white; default: the picture's own
 */
export function mapTones(rgb: Float32Array, peak = peakOf(rgb)): void {
  if (peak <= 1) return;
  const gains = gainTable(peak);
  for (let i = 0; i < rgb.length; i += 3) {
    const strongest = Math.max(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!);
    if (strongest <= 0) continue;
    const gain = gains[Math.min(STEPS, Math.round(Math.sqrt(strongest / peak) * STEPS))]!;
    for (let c = 0; c < 3; c++) rgb[i + c]! *= gain;
  }
}

/** The light that all but a thousandth of the pixels stay below, ≥ 1: a spark shall not darken the picture. */
export function peakOf(rgb: Float32Array): number {
  const most = PQ_PEAK / WHITE;
  const counts = new Uint32Array(STEPS + 1);
  for (let i = 0; i < rgb.length; i += 3) {
    const strongest = Math.min(most, Math.max(0, rgb[i]!, rgb[i + 1]!, rgb[i + 2]!));
    counts[Math.ceil(Math.sqrt(strongest / most) * STEPS)]!++;
  }
  let above = 0;
  for (let step = STEPS; step > 0; step--) {
    above += counts[step]!;
    // rounding alone does not make a highlight
    if (above > rgb.length / 3000) return Math.max(1, most * ((step - 0.5) / STEPS) ** 2);
  }
  return 1;
}

/** sqrt(light / peak) in STEPS steps → factor */
function gainTable(peak: number): Float32Array {
  const top = toPq(peak * WHITE);
  const most = toPq(WHITE) / top;
  const knee = 1.5 * most - 0.5;
  return Float32Array.from({ length: STEPS + 1 }, (_, step) => {
    const light = peak * (step / STEPS) ** 2;
    const value = toPq(light * WHITE) / top;
    if (value <= knee) return 1;
    const t = (value - knee) / (1 - knee);
    const bent =
      (2 * t ** 3 - 3 * t ** 2 + 1) * knee +
      (t ** 3 - 2 * t ** 2 + t) * (1 - knee) +
      (3 * t ** 2 - 2 * t ** 3) * most;
    return fromPq(bent * top) / WHITE / light;
  });
}
