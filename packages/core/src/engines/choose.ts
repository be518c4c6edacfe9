import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import { AtelierError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { OnnxEngine } from './onnx/onnx-engine.ts';

export const ENGINE_NAMES = ['auto', 'onnx', 'tensorflow'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];
export const DEVICE_NAMES = ['auto', 'cpu', 'cuda', 'webgpu'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];

export interface EngineChoice {
  /** ATELIER_ENGINE */
  engine: EngineName;
  /** ATELIER_DEVICE */
  device: DeviceName;
  /** CPU threads, ≥ 1, default: as many as the process may use */
  threads?: number;
}

/**
 * Chooses engine and device once, at start. `auto` takes a CUDA card where onnxruntime's CUDA libraries are
 * installed (their install is a choice of whoever runs the worker) and a trial run on the card succeeds,
 * otherwise the CPU. WebGPU is there for those who ask for it by name.
 */
export async function chooseEngine({ engine, device, threads }: EngineChoice): Promise<Engine> {
  if (engine === 'tensorflow') {
    throw new AtelierError('engine.unavailable', {
      engine,
      reason: 'this version of Atelier only has the onnx engine',
    });
  }
  const count = threads ?? availableParallelism();
  const cpu = `cpu with ${count} thread${count === 1 ? '' : 's'}`;
  if (device !== 'auto') {
    const reason = `onnxruntime on ${device === 'cpu' ? cpu : device}: asked for device ${device}`;
    return open(device, count, reason);
  }
  if (!cudaLibrariesInstalled()) {
    return open('cpu', count, `onnxruntime on ${cpu}: the CUDA libraries are not installed`);
  }
  try {
    return await open(
      'cuda',
      count,
      'onnxruntime on cuda: its libraries are installed and a trial run succeeded',
    );
  } catch (error) {
    return open('cpu', count, `onnxruntime on ${cpu}: ${(error as Error).message}`);
  }
}

async function open(provider: Exclude<DeviceName, 'auto'>, threads: number, reason: string): Promise<Engine> {
  const known = listSupportedBackends().map(({ name }) => name);
  if (!known.includes(provider)) {
    const why = `its onnxruntime was built for ${known.join(', ')}, not for ${provider}`;
    throw new AtelierError('engine.unavailable', { engine: `onnx on ${provider}`, reason: why });
  }
  const chosen = new OnnxEngine({ provider, threads, reason });
  return provider === 'cpu' ? chosen : proven(chosen);
}

/** Looked for on the disk: asking onnxruntime for a provider whose library is missing prints an error. */
function cudaLibrariesInstalled(): boolean {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = join(root, 'bin', 'napi-v6', process.platform, process.arch);
  return ['libonnxruntime_providers_cuda.so', 'onnxruntime_providers_cuda.dll'].some((file) =>
    existsSync(join(folder, file)),
  );
}

/** A provider can be bundled and still not run (no driver, no card): better said now than in the first job. */
async function proven(engine: OnnxEngine): Promise<Engine> {
  try {
    await engine.prove();
    return engine;
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw new AtelierError('engine.unavailable', { engine: `onnx on ${engine.device}`, reason }, error);
  }
}
