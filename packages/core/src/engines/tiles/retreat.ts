import { AtelierError } from '../../errors.ts';
import type { Losses, Targets } from '../../objective/objective.ts';
import type { Evaluator } from '../engine.ts';

/** The picture and its gradient, which outlive the evaluator that works on them. */
export type Buffers = Pick<Evaluator, 'picture' | 'gradient'>;

/**
 * An evaluator that goes back to smaller pieces when memory runs out in the middle of the work: predictions are
 * made before the start, and other programs take memory too. With nothing smaller left: `engine.out-of-memory`.
 */
export class RetreatingEvaluator implements Evaluator {
  readonly picture: Float32Array;
  readonly gradient: Float32Array;
  readonly #smaller: () => Promise<Evaluator | undefined>;
  #evaluator: Evaluator;
  #targets: Targets | undefined;

  /** smaller: the next evaluator to try, on the same buffers; undefined: there is none */
  constructor(evaluator: Evaluator, smaller: () => Promise<Evaluator | undefined>) {
    this.picture = evaluator.picture;
    this.gradient = evaluator.gradient;
    this.#evaluator = evaluator;
    this.#smaller = smaller;
  }

  setTargets(targets: Targets): void {
    this.#targets = targets;
    this.#evaluator.setTargets(targets);
  }

  async evaluate(signal?: AbortSignal): Promise<Losses> {
    try {
      return await this.#evaluator.evaluate(signal);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      await this.#evaluator.close();
      const smaller = await this.#smaller();
      if (smaller === undefined) throw new AtelierError('engine.out-of-memory', {}, error);
      this.#evaluator = smaller;
      if (this.#targets !== undefined) smaller.setTargets(this.#targets);
      return this.evaluate(signal);
    }
  }

  close(): Promise<void> {
    return this.#evaluator.close();
  }
}

/** What onnxruntime and V8 say when an allocation fails. */
export function isOutOfMemory(error: unknown): boolean {
  return /bad_alloc|failed to allocate memory|array buffer allocation failed/i.test(String(error));
}
