import { type ColourSignal, isHdr, type Transfer } from './colour-signal.ts';
import { fromHlg, fromPq, WHITE } from './hdr-curves.ts';
import type { Image } from './image.ts';
import { toBt709 } from './primaries.ts';
import { fromLinear, toLinear } from './srgb.ts';
import { mapTones, peakOf } from './tone-map.ts';

/** Of HLG's display, for which its curve is meant (ITU-R BT.2100); its system gamma is 1.2. */
const HLG_PEAK = 1000;
const HLG_GAMMA = 1.2;

export interface Samples {
  width: number;
  height: number;
  /** RGBA, interleaved, alpha not multiplied in */
  data: Uint8Array | Uint16Array;
  /** the sample that means 1 */
  most: number;
}

/**
 * Samples as `signal` means them → sRGB: primaries by a matrix (colours outside are clipped), HDR's light mapped
 * into what a page can show, alpha over white. peak: says of a picture's light what becomes white, see `mapTones`
 */
export function toSrgb(
  { width, height, data, most }: Samples,
  signal: ColourSignal,
  peak: (rgb: Float32Array) => number = peakOf,
): Image {
  const light = lightTable(most, signal);
  const { matrix, luminance } = toBt709(signal.chromaticities);
  const pixels = width * height;
  const out = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    let r = light[data[4 * i]!]!;
    let g = light[data[4 * i + 1]!]!;
    let b = light[data[4 * i + 2]!]!;
    if (signal.transfer === 'hlg') {
      // from the light of the scene to that of the display
      const y = luminance[0]! * r + luminance[1]! * g + luminance[2]! * b;
      const gain = (HLG_PEAK / WHITE) * Math.max(y, 0) ** (HLG_GAMMA - 1);
      r *= gain;
      g *= gain;
      b *= gain;
    }
    out[3 * i] = matrix[0]! * r + matrix[1]! * g + matrix[2]! * b;
    out[3 * i + 1] = matrix[3]! * r + matrix[4]! * g + matrix[5]! * b;
    out[3 * i + 2] = matrix[6]! * r + matrix[7]! * g + matrix[8]! * b;
  }
  if (isHdr(signal)) mapTones(out, peak(out));
  encodeOverWhite(out, data, most);
  return { width, height, data: out };
}

/** sample, 8 or 16 bits → light, 1 = white */
function lightTable(most: number, { transfer, narrow }: ColourSignal): Float32Array {
  const curve = curveOf(transfer);
  return Float32Array.from({ length: most > 255 ? 65_536 : 256 }, (_, i) => {
    const value = Math.min(1, i / most);
    return curve(narrow ? Math.min(1, Math.max(0, (value * 255 - 16) / 219)) : value);
  });
}

function curveOf(transfer: Transfer): (value: number) => number {
  if (transfer === 'srgb') return toLinear;
  if (transfer === 'pq') return (value) => fromPq(value) / WHITE;
  if (transfer === 'hlg') return fromHlg;
  return (value) => value ** transfer.gamma;
}

/** Light → sRGB in [0, 1], laid over white by the alpha of `samples`. */
function encodeOverWhite(rgb: Float32Array, samples: Uint8Array | Uint16Array, most: number): void {
  const table = Float32Array.from({ length: 65_536 }, (_, i) => fromLinear(i / 65_535));
  for (let i = 0; i < rgb.length; i++) {
    const value = table[Math.round(Math.min(1, Math.max(0, rgb[i]!)) * 65_535)]!;
    const alpha = Math.min(1, samples[4 * Math.floor(i / 3) + 3]! / most);
    rgb[i] = 1 - alpha * (1 - value);
  }
}
