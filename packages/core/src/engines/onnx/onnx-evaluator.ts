import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Network } from '../../networks/network.ts';
import type { Losses, Objective, Targets } from '../../objective/objective.ts';
import type { Evaluator, Size } from '../engine.ts';
import { compileObjective, type InputShapes, objectiveInputs } from './objective-graph.ts';

/** Loss and gradient in one run of one session. Results are written into buffers that live as long as this. */
export class OnnxEvaluator implements Evaluator {
  readonly picture: Float32Array;
  readonly gradient: Float32Array;
  readonly #losses = new Float32Array(3);
  readonly #session: InferenceSession;
  readonly #objective: Objective;
  readonly #inputs: InputShapes;
  readonly #feeds: Record<string, OrtTensor>;
  readonly #fetches: Record<string, OrtTensor>;

  static async create(
    network: Network,
    objective: Objective,
    size: Size,
    options: InferenceSession.SessionOptions,
  ): Promise<OnnxEvaluator> {
    const { model, inputs } = compileObjective(network, objective, size);
    return new OnnxEvaluator(await InferenceSession.create(model, options), objective, inputs, size);
  }

  private constructor(session: InferenceSession, objective: Objective, inputs: InputShapes, size: Size) {
    const shape = [1, 3, size.height, size.width];
    this.#session = session;
    this.#objective = objective;
    this.#inputs = inputs;
    this.picture = new Float32Array(3 * size.height * size.width);
    this.gradient = new Float32Array(this.picture.length);
    this.#feeds = { picture: new OrtTensor('float32', this.picture, shape) };
    this.#fetches = {
      gradient: new OrtTensor('float32', this.gradient, shape),
      losses: new OrtTensor('float32', this.#losses, [3]),
    };
  }

  setTargets(targets: Targets): void {
    for (const [name, value] of Object.entries(objectiveInputs(this.#objective, targets))) {
      this.#feeds[name] = new OrtTensor('float32', value, [...this.#inputs[name]]);
    }
  }

  async evaluate(): Promise<Losses> {
    await this.#session.run(this.#feeds, this.#fetches);
    const [content, style, smoothness] = this.#losses;
    return { content, style, smoothness, total: content + style + smoothness };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
