import { type ColourSignal, isHdr, signalOf } from '../images/colour-signal.ts';
import { peakOf } from '../images/tone-map.ts';
import type { ProbedStream } from './ffmpeg.ts';

/**
 * Colours of films beyond those of a usual screen: HDR of phones (HLG, which Dolby Vision 8.4 has underneath, and PQ) and
 * wide primaries. They are converted as those of stills are, not by ffmpeg: its builds differ in what they can, and a
 * film shall look like its photo.
 */

/** ffmpeg's names of the primaries that are converted, with their numbers in ITU-T H.273. */
const PRIMARIES: Readonly<Record<string, number>> = { bt2020: 9, smpte431: 11, smpte432: 12 };
/** The same of transfer curves. */
const TRANSFERS: Readonly<Record<string, number>> = { smpte2084: 16, 'arib-std-b67': 18 };
/** What HDR has where a film does not say it. */
const BT2020 = 9;
/** BT.709, which is shown as sRGB. */
const USUAL = 1;

/** How the values of a film are meant; undefined: as usual. */
export function filmSignal({ color_primaries, color_transfer }: ProbedStream): ColourSignal | undefined {
  const transfer = TRANSFERS[color_transfer ?? ''] ?? USUAL;
  const primaries = PRIMARIES[color_primaries ?? ''] ?? (transfer === USUAL ? USUAL : BT2020);
  // ffmpeg widens the range of films by itself
  return primaries === USUAL ? undefined : signalOf(primaries, transfer, false);
}

export const isHdrFilm = (video: ProbedStream): boolean => isHdr(filmSignal(video));

/** Seconds in which the eye, so to speak, gets half of the way used to less light. */
const ADAPTS = 1;

/**
 * What becomes white, frame after frame: brighter light at once, so that nothing of it is lost, and less light slowly,
 * so that a film does not pump where a lamp comes and goes. seconds: between two frames
 */
export function steadyPeak(): (rgb: Float32Array, seconds: number) => number {
  let peak = 1;
  return (rgb, seconds) => {
    peak = Math.max(peakOf(rgb), peak ** (0.5 ** (seconds / ADAPTS)));
    return peak;
  };
}
