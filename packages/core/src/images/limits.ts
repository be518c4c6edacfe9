/** What a picture may be. The byte limit of an upload is elsewhere (packages/jobs `LIMITS`): it is the fetcher's. */
export const IMAGE_LIMITS = {
  /**
   * Width × height / 10⁶. The largest photos that phones write at "50 megapixels" are 8192 × 6144 = 50.3;
   * beyond, a small file could ask for gigabytes (decompression bomb).
   */
  megapixels: 52,
  /** The same for AVIF, whose decoder holds the picture several times over: 20 bytes a pixel, measured. */
  avifMegapixels: 24,
  /** Pixels. Below this the coarsest tap of the loss network (1/16) has no position left. */
  minSide: 16,
  /** Longer side / shorter side. A strip thinner than this has no room for a brush stroke. */
  maxAspect: 20,
  /** Seconds for one decode in libvips. The slowest picture within the caps (interlaced PNG) takes 2.5. */
  decodeSeconds: 12,
  /**
   * Pictures unpacked at once in a process; the others wait. A photo takes 60 ms and 10 MB, but the costliest
   * file within the caps 2.5 s and 500 MB, and the bot shall live on a small machine.
   */
  atOnce: 1,
} as const;
