/**
 * A picture in memory: height × width × 3 (RGB, interleaved, row by row), float32, sRGB-encoded values
 * in [0, 1]. Alpha is gone: decoding lays transparent pixels over white.
 */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** length = height · width · 3 */
  readonly data: Float32Array;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
