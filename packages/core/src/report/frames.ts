import type { Image } from '../images/image.ts';

/**
 * Collects pictures of a painting that grows, at most so many, evenly, without knowing how many will come:
 * when there are too many, every other one goes and only every other one is taken from then on.
 */
export class Frames {
  readonly #most: number;
  #every: number;
  #seen = 0;
  #images: Image[] = [];

  /** most: ≥ 2; every: of so many pictures offered the first is taken, ≥ 1 */
  constructor(most: number, every = 1) {
    this.#most = most;
    this.#every = every;
  }

  /** `image` is only called when the picture is wanted. */
  offer(image: () => Image): void {
    if (this.#seen++ % this.#every !== 0) return;
    this.#images.push(image());
    if (this.#images.length <= this.#most) return;
    this.#images = this.#images.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  /** What was collected, with the finished picture as the last. */
  finish(last: Image): Image[] {
    return [...this.#images, last];
  }
}
