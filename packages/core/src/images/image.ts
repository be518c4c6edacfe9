/**
 * A picture in memory: height × width × 3 (RGB, interleaved, row by row), float32, sRGB-encoded values
 * in [0, 1]. Decoding lays transparent pixels over white and keeps alpha beside.
 */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** length = height · width · 3 */
  readonly data: Float32Array;
  /** length = height · width, 0: see-through, to 255; absent where nothing is */
  readonly alpha?: Uint8Array;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
