import { Worker } from 'node:worker_threads';
import type { Image } from '../images/image.ts';
import type { Guide } from './flow.ts';
import type { Calmed } from './steady.ts';

export type Question =
  | { kind: 'next'; frame: Image }
  | { kind: 'guided'; painted: Image; before: Image; guide: Guide };
/** in the order of the questions */
export type Answer = Calmed | Image;

/**
 * `Calm` and `guided` of one clip in a thread of their own: onnxruntime holds the thread that calls it, and movement
 * would wait for the network, and the network for it. The same functions, so the same pictures.
 */
export class SteadyThread {
  // flags of the process, such as --input-type, are not the thread's
  readonly #worker = new Worker(new URL('./steady-thread.ts', import.meta.url), { execArgv: [] });
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #failed: Error | undefined;

  constructor() {
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()!.resolve(answer));
    this.#worker.on('error', (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on('exit', (code) =>
      this.#fail(new Error(`The thread of a clip's movement ended with ${code}`)),
    );
  }

  /** The next frame of the clip, as `Calm` hands it out. */
  next(frame: Image): Promise<Calmed> {
    return this.#ask({ kind: 'next', frame }) as Promise<Calmed>;
  }

  /** `guided`. painted and guide are given away. */
  guided(painted: Image, before: Image, guide: Guide): Promise<Image> {
    const given = [painted.data, guide.flow.dx, guide.flow.dy, guide.trust];
    return this.#ask({ kind: 'guided', painted, before, guide }, given) as Promise<Image>;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(question: Question, given: readonly Float32Array[] = []): Promise<Answer> {
    if (this.#failed) throw this.#failed;
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.push(answer);
    this.#worker.postMessage(
      question,
      given.map(({ buffer }) => buffer as ArrayBuffer),
    );
    return answer.promise;
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failed);
  }
}
