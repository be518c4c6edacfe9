import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '../errors.ts';
import { parseTensorFile, type Tensor, type TensorFile } from './tensor-file.ts';

/** The folder of the weights that ship, found from this file so that any working directory will do. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../../../models/', import.meta.url));

export interface Weights extends TensorFile {
  /** path inside the models folder, for messages */
  readonly file: string;
  /** SHA-256 of the file's bytes, hexadecimal: statistics name the weights that they belong to by it */
  readonly digest: string;
}

/** Reads a safetensors file of the models folder; `model.missing` or `model.damaged` when that fails. */
export async function loadWeights(file: string): Promise<Weights> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(MODELS_FOLDER + file);
  } catch (error) {
    throw new AtelierError('model.missing', { file }, error);
  }
  return weightsFrom(file, bytes);
}

export function weightsFrom(file: string, bytes: Uint8Array): Weights {
  try {
    return { ...parseTensorFile(bytes), file, digest: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    throw new AtelierError('model.damaged', { file, reason: (error as Error).message }, error);
  }
}

/** The named tensor, with its number of dimensions checked. */
export function tensorOf(weights: Weights, name: string, dimensions: number): Tensor {
  const tensor = weights.tensors.get(name);
  if (tensor === undefined) throw damaged(weights.file, `tensor ${name} is missing`);
  if (tensor.shape.length !== dimensions) {
    throw damaged(
      weights.file,
      `tensor ${name} has shape [${tensor.shape}], expected ${dimensions} dimensions`,
    );
  }
  return tensor;
}

export function damaged(file: string, reason: string): AtelierError {
  return new AtelierError('model.damaged', { file, reason });
}
