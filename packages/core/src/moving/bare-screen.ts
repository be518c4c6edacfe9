import type { PlacedFrame } from '../images/first-frame.ts';

/**
 * What of an animation's screen no frame has covered (any more). In a file without transparency libvips fills it with
 * black; it is white, as with a still picture.
 */
export class BareScreen {
  readonly #width: number;
  readonly #height: number;
  readonly #frames: Iterator<PlacedFrame>;
  /** 1: bare */
  readonly #mask: Uint8Array;
  #before: PlacedFrame | undefined;

  constructor(width: number, height: number, frames: Iterable<PlacedFrame>) {
    this.#width = width;
    this.#height = height;
    this.#frames = frames[Symbol.iterator]();
    this.#mask = new Uint8Array(width * height).fill(1);
  }

  /** Lays white under the next frame. RGBA, changed in place; of a file whose frames cannot be read nothing is. */
  paper(pixels: Uint8Array): void {
    if (this.#before?.clears) this.#set(this.#before, 1);
    const { value: frame } = this.#frames.next();
    this.#before = frame;
    if (frame === undefined) return;
    this.#set(frame, 0);
    for (let i = this.#mask.indexOf(1); i >= 0; i = this.#mask.indexOf(1, i + 1)) {
      pixels.fill(255, 4 * i, 4 * i + 4);
    }
  }

  #set({ left, top, width, height }: PlacedFrame, bare: 0 | 1): void {
    const right = Math.min(this.#width, left + width);
    for (let y = top; y < Math.min(this.#height, top + height); y++) {
      if (left < right) this.#mask.fill(bare, y * this.#width + left, y * this.#width + right);
    }
  }
}
