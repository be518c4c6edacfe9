/** Which engine computes where: names alone, for whoever parses them without an engine at hand. */

export const ONNX_DEVICES = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'coreml', 'directml'] as const;
export type OnnxDevice = (typeof ONNX_DEVICES)[number];

export const TENSORFLOW_DEVICES = ['cpu', 'cuda', 'wasm'] as const;
export type TensorflowDevice = (typeof TENSORFLOW_DEVICES)[number];

export const ENGINE_NAMES = ['auto', 'onnx', 'tensorflow'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const DEVICE_NAMES = ['auto', ...ONNX_DEVICES, 'wasm'] as const;
export type DeviceName = (typeof DEVICE_NAMES)[number];
