import { type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { type Lease, lease } from './session-cache.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** What a session with buffers is made of: an ONNX model with the shapes of all that goes in and comes out. */
export interface BoundGraph {
  readonly model: Uint8Array;
  readonly inputs: Shapes;
  readonly outputs: Shapes;
}

/** A session with a buffer for each input and output, float32, which stay: nothing is allocated in a run. */
export class BoundSession {
  readonly #lease: Lease;
  readonly #feeds: Record<string, OrtTensor>;
  readonly #fetches: Record<string, OrtTensor>;

  /** A session of its own. */
  static async create(graph: BoundGraph, options: InferenceSession.SessionOptions): Promise<BoundSession> {
    return BoundSession.on(await lease(graph.model, options), graph);
  }

  /** A session that is there. */
  static on(leased: Lease, { inputs, outputs }: Omit<BoundGraph, 'model'>): BoundSession {
    return new BoundSession(leased, tensors(inputs), tensors(outputs));
  }

  private constructor(leased: Lease, feeds: Record<string, OrtTensor>, fetches: Record<string, OrtTensor>) {
    this.#lease = leased;
    this.#feeds = feeds;
    this.#fetches = fetches;
  }

  /** The buffer of an input, to be written before `run`. */
  input(name: string): Float32Array {
    return bufferOf(this.#feeds, name);
  }

  /** The buffer of an output, written by `run`. */
  output(name: string): Float32Array {
    return bufferOf(this.#fetches, name);
  }

  async run(): Promise<void> {
    await this.#lease.session.run(this.#feeds, this.#fetches);
  }

  async close(): Promise<void> {
    await this.#lease.release();
  }
}

function tensors(shapes: Shapes): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      return [name, new OrtTensor('float32', data, [...shape])];
    }),
  );
}

function bufferOf(tensors: Record<string, OrtTensor>, name: string): Float32Array {
  const tensor = tensors[name];
  if (tensor === undefined) {
    throw new Error(`Expected one of ${Object.keys(tensors).join(', ')} but received ${name}`);
  }
  return tensor.data as Float32Array;
}
