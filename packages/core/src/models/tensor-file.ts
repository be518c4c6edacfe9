import { halfToNumber, numberToHalf } from './half.ts';

/**
 * The safetensors format (github.com/huggingface/safetensors): eight bytes length of a JSON header,
 * the header with a shape, a type and offsets for each tensor, then the raw numbers, little-endian.
 * Only F16 and F32 are needed here. Everything that comes from the file is checked before it is used.
 */
export interface Tensor {
  readonly shape: readonly number[];
  /** always float32 in memory, whatever the file holds */
  readonly data: Float32Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

export type StoredType = 'F16' | 'F32';

const BYTES = { F16: 2, F32: 4 } as const satisfies Record<StoredType, number>;
/** A header of ours has some kilobytes; the format itself forbids more than 100 MB. */
const MAX_HEADER_BYTES = 10_000_000;

/** Throws an Error whose message says what is wrong with the bytes. */
export function parseTensorFile(bytes: Uint8Array): TensorFile {
  if (bytes.byteLength < 8) throw new Error('shorter than its length field');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER_BYTES || 8 + headerLength > bytes.byteLength) {
    throw new Error(`header of ${headerLength} bytes does not fit in ${bytes.byteLength} bytes`);
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  const body = bytes.subarray(8 + headerLength);
  const tensors = new Map<string, Tensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = strings(entry);
    else tensors.set(name, readTensor(name, entry, body));
  }
  return { tensors, metadata };
}

export function formatTensorFile(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
  type: StoredType,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let length = 0;
  for (const [name, { shape, data }] of tensors) {
    const end = length + data.length * BYTES[type];
    header[name] = { dtype: type, shape, data_offsets: [length, end] };
    length = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the numbers start at a multiple of eight, as the format asks.
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + length).fill(0x20, 8, 8 + padded);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  let offset = 8 + padded;
  for (const { data } of tensors.values()) {
    for (const value of data) {
      if (type === 'F16') view.setUint16(offset, numberToHalf(value), true);
      else view.setFloat32(offset, value, true);
      offset += BYTES[type];
    }
  }
  return bytes;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error('its header is not JSON', { cause: error });
  }
  if (!isRecord(header)) throw new Error('its header is not a JSON object');
  return header;
}

function readTensor(name: string, entry: unknown, body: Uint8Array): Tensor {
  if (!isRecord(entry)) throw new Error(`tensor ${name} has no description`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F16' && dtype !== 'F32') throw new Error(`tensor ${name} has type ${dtype}, expected F16 or F32`);
  if (!isCounts(shape)) throw new Error(`tensor ${name} has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw new Error(`tensor ${name} has no valid offsets`);
  const [begin, end] = offsets;
  const size = shape.reduce((product, side) => product * side, 1);
  if (end > body.byteLength) throw new Error(`tensor ${name} ends at ${end}, after the end of the file`);
  if (end - begin !== size * BYTES[dtype]) {
    throw new Error(`tensor ${name} has ${end - begin} bytes, expected ${size * BYTES[dtype]}`);
  }
  const view = new DataView(body.buffer, body.byteOffset + begin, end - begin);
  const data = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    data[i] = dtype === 'F16' ? halfToNumber(view.getUint16(i * 2, true)) : view.getFloat32(i * 4, true);
  }
  return { shape, data };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function strings(value: unknown): Record<string, string> {
  if (!isRecord(value)) throw new Error('its metadata is not a JSON object');
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}
