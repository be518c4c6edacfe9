import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { listSupportedBackends } from 'onnxruntime-node';
import type { OnnxDevice } from '../names.ts';
import { nameOfKept } from './graph.ts';

/**
 * Maximum pooling with the places of its maxima: WebGPU claims the node and then refuses to run it (onnxruntime
 * 1.30). Convolutions of some numbers of channels: it computes something else. More of them than any network has layers.
 */
const NOT_ON_WEBGPU = Array.from({ length: 256 }, (_, i) => nameOfKept(i));

/** Execution providers of each device, in order: an operator that one has not runs on the next. */
export const PROVIDERS: Record<OnnxDevice, InferenceSession.ExecutionProviderConfig[]> = {
  cpu: ['cpu'],
  cuda: ['cuda', 'cpu'],
  tensorrt: ['tensorrt', 'cuda', 'cpu'],
  webgpu: [{ name: 'webgpu', forceCpuNodeNames: NOT_ON_WEBGPU }, 'cpu'],
  coreml: ['coreml', 'cpu'],
  directml: ['dml', 'cpu'],
};

/** Devices that this machine's onnxruntime was built for; whether they run only a trial can tell. */
export function builtFor(): OnnxDevice[] {
  const names = listSupportedBackends().map(({ name }) => name);
  const devices = Object.keys(PROVIDERS) as OnnxDevice[];
  return devices.filter((device) => names.includes(device === 'directml' ? 'dml' : device));
}

/** Devices whose provider is a library of its own, which the package's install step fetches when it is asked to. */
const LIBRARIES: Partial<Record<OnnxDevice, string>> = {
  cuda: 'onnxruntime_providers_cuda',
  tensorrt: 'onnxruntime_providers_tensorrt',
};

/**
 * The library that a device needs and that is not there, if any. Looked for on the disk: onnxruntime prints an
 * error when it is asked for a provider whose library is missing.
 */
export function missingLibrary(device: OnnxDevice): string | undefined {
  const library = LIBRARIES[device];
  if (library === undefined) return undefined;
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = join(root, 'bin', 'napi-v6', process.platform, process.arch);
  const files = [`lib${library}.so`, `${library}.dll`];
  return files.some((file) => existsSync(join(folder, file))) ? undefined : library;
}
