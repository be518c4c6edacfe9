import { availableParallelism } from 'node:os';
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
 * Chooses engine and device once, at start. `auto` takes the CPU: the graphics providers are there for
 * those who ask for them by name, until they have been measured on real cards (issue 3).
 */
export async function chooseEngine({ engine, device, threads }: EngineChoice): Promise<Engine> {
  if (engine === 'tensorflow') {
    throw new AtelierError('engine.unavailable', {
      engine,
      reason: 'this version of Atelier only has the onnx engine',
    });
  }
  const provider = device === 'auto' ? 'cpu' : device;
  const bundled = listSupportedBackends().map(({ name }) => name);
  if (!bundled.includes(provider)) {
    const reason = `its onnxruntime was built for ${bundled.join(', ')}, not for ${provider}`;
    throw new AtelierError('engine.unavailable', { engine: `onnx on ${provider}`, reason });
  }
  const count = threads ?? availableParallelism();
  const chosen = new OnnxEngine({
    provider,
    threads: count,
    reason: reasonFor(engine, device, provider, count),
  });
  return provider === 'cpu' ? chosen : proven(chosen);
}

function reasonFor(engine: EngineName, device: DeviceName, provider: string, threads: number): string {
  const asked = [engine !== 'auto' && `engine ${engine}`, device !== 'auto' && `device ${device}`].filter(
    Boolean,
  );
  const on = provider === 'cpu' ? `cpu with ${threads} thread${threads === 1 ? '' : 's'}` : provider;
  if (asked.length > 0) return `onnxruntime on ${on}: asked for ${asked.join(' and ')}`;
  return `onnxruntime on ${on}: the only engine of this version, and the device that every machine has`;
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
