import { availableParallelism } from 'node:os';
import { AtelierError } from '../errors.ts';
import type { Engine } from './engine.ts';
import {
  type DeviceName,
  type EngineName,
  ONNX_DEVICES,
  type OnnxDevice,
  TENSORFLOW_DEVICES,
  type TensorflowDevice,
} from './names.ts';
import type { OnnxEngine } from './onnx/onnx-engine.ts';

export interface EngineChoice {
  /** ATELIER_ENGINE; default `auto` */
  engine?: EngineName;
  /** ATELIER_DEVICE; default `auto` */
  device?: DeviceName;
  /** CPU threads, ≥ 1, default: as many as the process may use; not of WebAssembly */
  threads?: number | undefined;
  /** bytes that a painting in high quality may take, default: see `memoryLimit`; of onnx on a CPU only */
  memory?: number | undefined;
}

/**
 * Chooses engine and device once, at start. `auto` takes onnx: on a CUDA card where onnxruntime's CUDA libraries
 * are installed (their install is a choice of whoever runs the worker) and a trial run on the card succeeds,
 * otherwise on the CPU. Every other device, and tensorflow, is there for those who ask for it by name. Throws
 * `engine.unavailable`, which says why.
 * @example
 * const engine = await chooseEngine({ threads: 2 });
 * console.log(engine.name, engine.device, engine.reason);
 * await engine.close();
 */
export async function chooseEngine({
  engine = 'auto',
  device = 'auto',
  threads,
  memory,
}: EngineChoice = {}): Promise<Engine> {
  const onlyTensorflow = !among(['auto', ...ONNX_DEVICES], device);
  if (engine === 'tensorflow' || (engine === 'auto' && onlyTensorflow)) return tensorflow(device, threads);
  if (onlyTensorflow) throw unavailable(`onnx on ${device}`, `onnx knows ${ONNX_DEVICES.join(', ')}`);
  const resources = { threads: threads ?? availableParallelism(), memory };
  const missing = await missingBinary();
  if (missing === null) return onnx(device as OnnxDevice | 'auto', resources);
  if (engine !== 'auto' || device !== 'auto')
    throw unavailable(`onnx on ${device}`, missing.reason, missing.cause);
  return tensorflow('wasm', threads, `${missing.reason}, so the slower WebAssembly serves`);
}

/** onnxruntime is a native addon, which its package does not have for every system: none for Intel Macs. */
async function missingBinary(): Promise<{ reason: string; cause: unknown } | null> {
  try {
    await import('onnxruntime-node');
    return null;
  } catch (cause) {
    return { reason: `onnxruntime cannot be loaded on ${process.platform} ${process.arch}`, cause };
  }
}

type Resources = Pick<EngineChoice, 'memory'> & { threads: number };

async function onnx(device: OnnxDevice | 'auto', resources: Resources): Promise<Engine> {
  const { threads } = resources;
  const { missingLibrary } = await import('./onnx/providers.ts');
  const cpu = `cpu with ${threads} thread${threads === 1 ? '' : 's'}`;
  if (device !== 'auto') {
    const reason = `onnxruntime on ${device === 'cpu' ? cpu : device}: asked for device ${device}`;
    return openOnnx(device, resources, reason);
  }
  const otherwise = (why: string) =>
    openOnnx('cpu', resources, `onnxruntime on ${cpu}: ${why}; tensorflow only when asked for`);
  if (missingLibrary('cuda')) return otherwise('the CUDA libraries are not installed');
  try {
    return await openOnnx(
      'cuda',
      resources,
      'onnxruntime on cuda: its libraries are installed and a trial run succeeded',
    );
  } catch (error) {
    return otherwise((error as Error).message);
  }
}

async function openOnnx(device: OnnxDevice, resources: Resources, reason: string): Promise<Engine> {
  const { builtFor, missingLibrary } = await import('./onnx/providers.ts');
  const { OnnxEngine } = await import('./onnx/onnx-engine.ts');
  const known = builtFor();
  if (!known.includes(device)) {
    const why = `its onnxruntime was built for ${known.join(', ')}, not for ${device}`;
    throw unavailable(`onnx on ${device}`, why);
  }
  const library = missingLibrary(device);
  if (library) throw unavailable(`onnx on ${device}`, `${library} is not installed`);
  const chosen = new OnnxEngine({ provider: device, ...resources, reason });
  return device === 'cpu' ? chosen : proven(chosen);
}

/** A provider can be bundled and still not run (no driver, no card): better said now than in the first job. */
async function proven(engine: OnnxEngine): Promise<Engine> {
  try {
    await engine.prove();
    return engine;
  } catch (error) {
    await engine.close();
    throw unavailable(`onnx on ${engine.device}`, plainly(error as Error), error);
  }
}

/** Without the place in onnxruntime's source and its status code, which come first. */
function plainly({ message }: Error): string {
  return message.split('\n')[0]!.replace(/^.*( was false\. |\[ONNXRuntimeError\] : \d+ : \w+ : )/, '');
}

/** tfjs is loaded here and nowhere else: who does not ask for it does not wait for it. */
async function tensorflow(device: DeviceName, threads: number | undefined, why?: string): Promise<Engine> {
  const name = `tensorflow on ${device}`;
  if (!among(['auto', ...TENSORFLOW_DEVICES], device)) {
    throw unavailable(name, `tensorflow knows ${TENSORFLOW_DEVICES.join(', ')}`);
  }
  const { BACKENDS, loadTensorflow } = await import('./tensorflow/load.ts');
  const { TensorflowEngine } = await import('./tensorflow/tensorflow-engine.ts');
  const asked = `asked for ${device === 'auto' ? 'engine tensorflow' : `device ${device}`}`;
  try {
    const loaded = await loadTensorflow(BACKENDS[device as TensorflowDevice | 'auto'], threads);
    const reason = [`tfjs on ${loaded.device}: ${why ?? asked}`, ...loaded.refused].join('; ');
    return new TensorflowEngine(loaded, reason);
  } catch (error) {
    throw unavailable(name, (error as Error).message, error);
  }
}

function among(names: readonly string[], device: DeviceName): boolean {
  return names.includes(device);
}

function unavailable(engine: string, reason: string, cause?: unknown): AtelierError {
  return new AtelierError('engine.unavailable', { engine, reason }, cause);
}
