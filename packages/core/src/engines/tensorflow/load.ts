import { createRequire } from 'node:module';
import { AtelierError } from '../../errors.ts';
import type { TensorflowDevice } from '../names.ts';

/** The library as one value: which copy it is depends on the backend, so nothing imports it by itself. */
export type Tf = typeof import('@tensorflow/tfjs');

/**
 * All of them are optional: a worker on onnxruntime has none. `node-gpu` and `node` are native packages that whoever
 * runs a worker installs (they download libtensorflow).
 */
export type Backend = 'node-gpu' | 'node' | 'wasm' | 'cpu';

/** Backends that serve a device, best first. `cpu`, plain JavaScript, is for tests alone. */
export const BACKENDS: Record<TensorflowDevice | 'auto', readonly Backend[]> = {
  auto: ['node-gpu', 'node', 'wasm'],
  cuda: ['node-gpu'],
  cpu: ['node', 'wasm'],
  wasm: ['wasm'],
};

export interface Loaded {
  readonly tf: Tf;
  readonly device: Backend;
  /** why the better ones that were asked for are not used, one short sentence each */
  readonly refused: readonly string[];
}

const OPEN: Record<Backend, () => Promise<Tf>> = {
  'node-gpu': async () => {
    const tf = await native('@tensorflow/tfjs-node-gpu');
    // Without a card the package computes on the CPU and says nothing.
    if (!(tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice) throw new Error('no CUDA card');
    return tf;
  },
  node: () => native('@tensorflow/tfjs-node'),
  wasm: async () => {
    const tf = await import('@tensorflow/tfjs').catch(notInstalled);
    tf.enableProdMode(); // no greeting, no search for NaN in every result
    await import('@tensorflow/tfjs-backend-wasm').catch(notInstalled);
    await withoutHandlers(() => activated(tf, 'wasm'));
    guardMemory(tf);
    return tf;
  },
  cpu: async () => {
    const tf = await import('@tensorflow/tfjs').catch(notInstalled);
    tf.enableProdMode();
    return activated(tf, 'cpu');
  },
};

/** Opens the first of the backends that works here; throws an Error that says why none does. */
export async function loadTensorflow(backends: readonly Backend[]): Promise<Loaded> {
  const refused: string[] = [];
  for (const device of backends) {
    try {
      return { tf: await OPEN[device](), device, refused };
    } catch (error) {
      refused.push(`${device}: ${reasonOf(error)}`);
    }
  }
  throw new Error(refused.join('; '));
}

/**
 * WebAssembly ends at 4 GB: there malloc returns 0, or for very large pieces a place beyond the end, and tfjs would
 * go on writing over something else.
 */
function guardMemory(tf: Tf): void {
  const { wasm } = tf.backend() as unknown as { wasm: Memory };
  if (wasm.guarded) return;
  wasm._free(wasm._malloc(1)); // Emscripten puts the real function in its own place at the first call
  const malloc = wasm._malloc;
  wasm.guarded = true;
  wasm._malloc = (bytes) => {
    const place = malloc(bytes);
    const end = (place >>> 0) + bytes;
    if (bytes > 0 && (place === 0 || end > wasm.HEAPU8.length))
      throw new AtelierError('engine.out-of-memory');
    return place;
  };
}

interface Memory {
  _malloc(bytes: number): number;
  _free(place: number): void;
  readonly HEAPU8: Uint8Array;
  guarded?: true;
}

async function activated(tf: Tf, backend: string): Promise<Tf> {
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start`);
  await tf.ready();
  return tf;
}

/**
 * Emscripten's start makes every rejected promise of the process an exception that ends it; whether it does is the
 * process's business.
 */
async function withoutHandlers(start: () => Promise<unknown>): Promise<void> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  await start();
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i].includes(listener)) process.off(event, listener as () => void);
    }
  });
}

async function native(name: string): Promise<Tf> {
  // tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed.
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  const { default: tf } = await (import(name) as Promise<{ default: Tf }>).catch(notInstalled);
  tf.enableProdMode();
  return activated(tf, 'tensorflow');
}

/** Node's own sentence names a file that looked for the package, not what to do. */
function notInstalled(cause: Error & { code?: string }): never {
  const [, name] = /^Cannot find package '([^']+)'/.exec(cause.message) ?? [];
  if (cause.code !== 'ERR_MODULE_NOT_FOUND' || !name) throw cause;
  throw new Error(`${name} is not installed (docs/how-to/install.md)`, { cause });
}

function reasonOf(error: unknown): string {
  return (error as Error).message.split('\n')[0];
}
