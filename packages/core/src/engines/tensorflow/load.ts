import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AtelierError } from '../../errors.ts';
import type { TensorflowDevice } from '../names.ts';
import { findInstallation, installationFolder, TFJS_PACKAGE } from './installation.ts';

/** The library as one value: which copy it is depends on the backend, so nothing imports it by itself. */
export type Tf = typeof import('@tensorflow/tfjs');

/**
 * All of them are optional: a worker on onnxruntime has none. `node-gpu` and `node` are native: `npm run tensorflow --
 * install`, or tfjs's own packages where they work.
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
  /** for example `TensorFlow 2.21.0` */
  readonly version: string;
  /** why the better ones that were asked for are not used, one short sentence each */
  readonly refused: readonly string[];
}

const OPEN: Record<Backend, () => Promise<Tf>> = {
  'node-gpu': async () => {
    const tf = await native({ gpu: true });
    // Without a card the library computes on the CPU and says nothing.
    if (!backendOf(tf).isUsingGpuDevice) throw new Error('no CUDA card with its driver is here');
    return tf;
  },
  node: () => native({ gpu: false }),
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
export async function loadTensorflow(backends: readonly Backend[], threads?: number): Promise<Loaded> {
  const refused: string[] = [];
  prepareEnvironment(backends, threads);
  for (const device of backends) {
    try {
      const tf = await OPEN[device]();
      return { tf, device, version: versionOf(tf), refused };
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
      if (!before[i]!.includes(listener)) process.off(event, listener as () => void);
    }
  });
}

/** TensorFlow reads these once, when it is loaded; what whoever runs Atelier has set himself stays. */
function prepareEnvironment(backends: readonly Backend[], threads: number | undefined): void {
  const { env } = process;
  env.TF_CPP_MIN_LOG_LEVEL ??= '3'; // it greets with a dozen lines, and calls a missing card an error
  if (threads !== undefined) env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  if (!backends.includes('node-gpu')) env.CUDA_VISIBLE_DEVICES ??= '-1'; // a card would be taken unasked
}

async function native({ gpu }: { gpu: boolean }): Promise<Tf> {
  // tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed.
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  const folder = installationFolder();
  const installed = findInstallation(folder);
  if (gpu && installed && !installed.gpu) {
    throw new Error('TensorFlow is installed without --gpu (npm run tensorflow -- install --gpu)');
  }
  const tf = installed ? requireInstalled(folder) : await ownPackage(gpu);
  tf.enableProdMode();
  return activated(tf, 'tensorflow');
}

/** Node's own sentence names a file that looked for the package, not what to do. */
function notInstalled(cause: Error & { code?: string }): never {
  const [, name] = /^Cannot find package '([^']+)'/.exec(cause.message) ?? [];
  if (cause.code !== 'ERR_MODULE_NOT_FOUND' || !name) throw cause;
  throw new Error(`${name} is not installed (docs/how-to/install.md)`, { cause });
}

function requireInstalled(folder: string): Tf {
  return createRequire(join(folder, 'package.json'))(TFJS_PACKAGE) as Tf;
}

/** tfjs's own packages, whose install step downloads an old libtensorflow. */
async function ownPackage(gpu: boolean): Promise<Tf> {
  const name = gpu ? `${TFJS_PACKAGE}-gpu` : TFJS_PACKAGE;
  try {
    return ((await import(name)) as { default: Tf }).default;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Error(`not installed (npm run tensorflow -- install${gpu ? ' --gpu' : ''})`, { cause });
  }
}

interface NativeBackend {
  readonly isUsingGpuDevice?: boolean;
  readonly binding?: { readonly TF_Version: string };
}

function backendOf(tf: Tf): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

function versionOf(tf: Tf): string {
  const release = backendOf(tf).binding?.TF_Version;
  return release === undefined ? `tfjs ${tf.version_core}` : `TensorFlow ${release}`;
}

function reasonOf(error: unknown): string {
  return (error as Error).message.split('\n', 1)[0]!;
}
