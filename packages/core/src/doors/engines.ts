/**
 * What computes: onnxruntime or TensorFlow, on the processor or on a card.
 *
 * @module engines
 */
export { chooseEngine, type EngineChoice } from '../engines/choose.ts';
export type { Engine, Evaluator, MemoryPlan, TransformBatch, TransformPlan } from '../engines/engine.ts';
export { memoryLimit } from '../engines/memory.ts';
export { DEVICE_NAMES, type DeviceName, ENGINE_NAMES, type EngineName } from '../engines/names.ts';
