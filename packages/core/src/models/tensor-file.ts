import { halvesToNumbers, numbersToHalves } from './half.ts';
import {
  BYTES,
  bytesOfValue,
  type Entry,
  formatHeader,
  parseHeader,
  type StoredType,
} from './tensor-header.ts';

/** Reads and writes whole safetensors files (tensor-header.ts says what they are). Only F16 and F32 are needed. */
export interface Tensor {
  readonly shape: readonly number[];
  /** always float32 in memory, whatever the file holds */
  readonly data: Float32Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Throws an Error whose message says what is wrong with the bytes. */
export function parseTensorFile(bytes: Uint8Array): TensorFile {
  const { entries, metadata, bodyAt } = parseHeader(bytes);
  const body = bytes.subarray(bodyAt);
  return {
    tensors: new Map([...entries].map(([name, entry]) => [name, readTensor(name, entry, body)])),
    metadata,
  };
}

/** What the file says of itself, without reading a number. Throws as `parseTensorFile`. */
export function parseMetadata(bytes: Uint8Array): TensorFile['metadata'] {
  return parseHeader(bytes).metadata;
}

export function formatTensorFile(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
  type: StoredType,
): Uint8Array {
  const entries = new Map<string, Entry>();
  let length = 0;
  for (const [name, { shape, data }] of tensors) {
    const end = length + data.length * BYTES[type];
    entries.set(name, { dtype: type, shape, begin: length, end });
    length = end;
  }
  const head = formatHeader({ entries, metadata });
  const bytes = new Uint8Array(head.length + length);
  bytes.set(head);
  let offset = head.length;
  for (const { data } of tensors.values()) {
    const values = type === 'F16' ? numbersToHalves(data) : new Uint8Array(data.slice().buffer);
    bytes.set(values, offset);
    offset += values.length;
  }
  return bytes;
}

function readTensor(name: string, entry: Entry, body: Uint8Array): Tensor {
  const { shape, begin, end } = entry;
  if (end > body.byteLength) throw new Error(`tensor ${name} ends at ${end}, after the end of the file`);
  const values = body.subarray(begin, end);
  const half = bytesOfValue(name, entry) === BYTES.F16;
  return { shape, data: half ? halvesToNumbers(values) : new Float32Array(new Uint8Array(values).buffer) };
}
