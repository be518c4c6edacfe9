import type { Size } from '../../images/image.ts';
import type { Network } from '../../networks/network.ts';
import type { Losses, Objective, Targets } from '../../objective/objective.ts';
import type { Evaluator } from '../engine.ts';
import { BoundSession } from './bound-session.ts';
import { compileObjective, objectiveInputs } from './objective-graph.ts';
import type { Lease } from './session-cache.ts';

/** Loss and gradient in one run of one session. Results are written into buffers that live as long as this. */
export class OnnxEvaluator implements Evaluator {
  readonly picture: Float32Array;
  readonly gradient: Float32Array;
  readonly #session: BoundSession;
  readonly #objective: Objective;

  /** open: makes or finds the session of a model */
  static async create(
    network: Network,
    objective: Objective,
    { size, ...wanted }: { size: Size; gradient: boolean },
    open: (model: Uint8Array) => Promise<Lease>,
  ): Promise<OnnxEvaluator> {
    const { gradient } = wanted;
    const { model, inputs } = compileObjective(network, objective, size, wanted);
    const picture = [1, 3, size.height, size.width];
    const outputs = { losses: [3], ...(gradient && { gradient: picture }) };
    const session = BoundSession.on(await open(model), { inputs: { picture, ...inputs }, outputs });
    return new OnnxEvaluator(session, objective, gradient ? session.output('gradient') : new Float32Array());
  }

  private constructor(session: BoundSession, objective: Objective, gradient: Float32Array) {
    this.#session = session;
    this.#objective = objective;
    this.picture = session.input('picture');
    this.gradient = gradient;
  }

  setTargets(targets: Targets): void {
    for (const [name, value] of Object.entries(objectiveInputs(this.#objective, targets))) {
      this.#session.input(name).set(value);
    }
  }

  async evaluate(): Promise<Losses> {
    await this.#session.run();
    const losses = this.#session.output('losses');
    const [content, style, smoothness] = [losses[0]!, losses[1]!, losses[2]!];
    return { content, style, smoothness, total: content + style + smoothness };
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
