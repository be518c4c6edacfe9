import { avifFacts } from './iso-media.ts';
import { pngChunks } from './png-chunks.ts';
import type { ImageType } from './sniff.ts';

/** x and y (CIE 1931) of red, green, blue and white */
export type Chromaticities = readonly [number, number, number, number, number, number, number, number];

/** `gamma`: light = value ^ gamma */
export type Transfer = 'srgb' | 'pq' | 'hlg' | { gamma: number };

/** How the values of a picture are meant, where the file says so by numbers rather than by a colour profile. */
export interface ColourSignal {
  chromaticities: Chromaticities;
  transfer: Transfer;
  /** values from 16 to 235 of 255 only, as in films */
  narrow: boolean;
}

const D65 = [0.3127, 0.329] as const;
export const BT709: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, ...D65];

/** ITU-T H.273, table 2. What is missing here is taken as BT.709: so is what a file leaves unspecified. */
const PRIMARIES: Readonly<Record<number, Chromaticities>> = {
  5: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, ...D65], // PAL
  6: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...D65], // NTSC
  7: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...D65],
  9: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, ...D65], // BT.2020
  11: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351], // DCI-P3
  12: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, ...D65], // Display P3
};

/**
 * ITU-T H.273, table 3. The curves of BT.709 and its kin (1, 6, 14, 15) are cameras' curves; as everywhere with
 * pictures, they are shown with sRGB's.
 */
const TRANSFERS: Readonly<Record<number, Transfer>> = {
  4: { gamma: 2.2 },
  5: { gamma: 2.8 },
  8: { gamma: 1 },
  16: 'pq',
  18: 'hlg',
};

/**
 * The colour signal of a file; undefined where its values are sRGB or a colour profile says what they are.
 * PNG: cICP before all, then a profile or sRGB, then gAMA with cHRM (PNG, third edition, 4.3). AVIF: a profile,
 * except over HDR, which only the signal describes; then `nclx`.
 */
export function colourSignal(
  bytes: Uint8Array,
  type: ImageType,
  hasProfile: boolean,
): ColourSignal | undefined {
  if (type === 'png') return pngSignal(bytes);
  if (type !== 'avif') return undefined;
  const { nclx } = avifFacts(bytes);
  const signal = nclx && signalOf(nclx.primaries, nclx.transfer, false);
  return isPlain(signal) || (hasProfile && !isHdr(signal)) ? undefined : signal;
}

export function isHdr(signal: ColourSignal | undefined): boolean {
  return signal?.transfer === 'pq' || signal?.transfer === 'hlg';
}

function isPlain(signal: ColourSignal | undefined): boolean {
  return signal?.chromaticities === BT709 && signal.transfer === 'srgb';
}

/** By the numbers of ITU-T H.273. */
export function signalOf(primaries: number, transfer: number, narrow: boolean): ColourSignal {
  return {
    chromaticities: PRIMARIES[primaries] ?? BT709,
    transfer: TRANSFERS[transfer] ?? 'srgb',
    narrow,
  };
}

function pngSignal(bytes: Uint8Array): ColourSignal | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let profile = false;
  let gamma: number | undefined;
  let chromaticities: Chromaticities | undefined;
  for (const { name, data, length, end } of pngChunks(bytes)) {
    if (name === 'IDAT' || end > bytes.length) break;
    if (name === 'cICP' && length === 4)
      return signalOf(bytes[data]!, bytes[data + 1]!, bytes[data + 3] === 0);
    if (name === 'iCCP' || name === 'sRGB') profile = true;
    if (name === 'gAMA' && length === 4) gamma = 1e5 / view.getUint32(data);
    if (name === 'cHRM' && length === 32) chromaticities = chromaticitiesAt(view, data);
  }
  if (profile || gamma === undefined || gamma < LEAST_GAMMA || gamma > MOST_GAMMA) return undefined;
  const usualGamma = Math.abs(gamma - 2.2) < 0.05;
  const usual = !chromaticities || chromaticities.every((value, i) => Math.abs(value - BT709[i]!) < 0.005);
  if (usualGamma && usual) return undefined;
  return {
    chromaticities: usual ? BT709 : chromaticities!,
    transfer: usualGamma ? 'srgb' : { gamma },
    narrow: false,
  };
}

/** Beyond these a gAMA chunk is nonsense. */
const LEAST_GAMMA = 0.3;
const MOST_GAMMA = 5;

/** cHRM gives white first, in units of 1/100000; undefined for a triangle that spans nothing. */
function chromaticitiesAt(view: DataView, at: number): Chromaticities | undefined {
  const share = (i: number) => view.getUint32(at + 4 * i) / 1e5;
  const [wx, wy, rx, ry] = [share(0), share(1), share(2), share(3)];
  const [gx, gy, bx, by] = [share(4), share(5), share(6), share(7)];
  const area = Math.abs((gx - rx) * (by - ry) - (bx - rx) * (gy - ry));
  if (!(area > 0.02) || Math.min(wy, ry, gy, by) < 0.01 || Math.max(wx, rx, gx, bx) > 1) return undefined;
  return [rx, ry, gx, gy, bx, by, wx, wy];
}
