import type { Engine, Evaluator } from '../engines/engine.ts';
import type { Size } from '../images/image.ts';
import type { Tensor } from '../models/tensor-file.ts';
import type { Network } from '../networks/network.ts';
import type { Losses } from '../objective/objective.ts';
import type { Statistics } from '../styles/style.ts';
import { FAR_OBJECTIVE, nearObjective } from './options.ts';

export interface JudgeRequest {
  engine: Engine;
  network: Network;
  /** of the pictures that will be judged; half of it must still suit the network */
  size: Size;
  /** the painting's statistics from near and from far */
  near: Statistics;
  far: Statistics;
  contentWeight: number;
}

/**
 * What a result is learnt towards: the photo's content, the painting's statistics as they are and at half the
 * size, calm. One picture [3, H, W] in, losses and gradient out.
 */
export class Judge {
  readonly #request: JudgeRequest;
  readonly #near: Evaluator;
  readonly #far: Evaluator;

  static async open(request: JudgeRequest): Promise<Judge> {
    const { engine, network, size, far, contentWeight } = request;
    const half = { width: size.width / 2, height: size.height / 2 };
    const farEvaluator = await engine.evaluator(network, FAR_OBJECTIVE, half);
    farEvaluator.setTargets({ content: new Map(), style: far });
    const near = await engine.evaluator(network, nearObjective(contentWeight), size);
    return new Judge(request, near, farEvaluator);
  }

  private constructor(request: JudgeRequest, near: Evaluator, far: Evaluator) {
    this.#request = request;
    this.#near = near;
    this.#far = far;
  }

  get picture(): Float32Array {
    return this.#near.picture;
  }

  /** d total / d picture after `judge` */
  get gradient(): Float32Array {
    return this.#near.gradient;
  }

  /** content: the photo's features at the content layer */
  async judge(content: ReadonlyMap<string, Tensor>): Promise<Losses> {
    const { size, near } = this.#request;
    this.#near.setTargets({ content, style: near });
    const close = await this.#near.evaluate();
    halve(this.picture, size, this.#far.picture);
    const distant = await this.#far.evaluate();
    addHalveAdjoint(this.#far.gradient, size, this.gradient);
    return {
      content: close.content,
      style: close.style + distant.style,
      smoothness: close.smoothness,
      total: close.total + distant.total,
    };
  }

  async close(): Promise<void> {
    await this.#near.close();
    await this.#far.close();
  }
}

/** Means of 2×2 pixels: [3, H, W] → [3, H/2, W/2], H and W even. */
export function halve(from: Float32Array, { width, height }: Size, into: Float32Array): void {
  const [w, rows] = [width / 2, (3 * height) / 2];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      into[y * w + x] = (from[at]! + from[at + 1]! + from[at + width]! + from[at + width + 1]!) / 4;
    }
  }
}

/** Its adjoint, added to `into`: a quarter of each gradient to the four pixels. size: of the large picture */
export function addHalveAdjoint(gradient: Float32Array, { width, height }: Size, into: Float32Array): void {
  const [w, rows] = [width / 2, (3 * height) / 2];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < w; x++) {
      const at = 2 * y * width + 2 * x;
      const quarter = gradient[y * w + x]! / 4;
      into[at]! += quarter;
      into[at + 1]! += quarter;
      into[at + width]! += quarter;
      into[at + width + 1]! += quarter;
    }
  }
}
