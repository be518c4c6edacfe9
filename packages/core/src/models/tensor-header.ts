/**
 * The head of a safetensors file (github.com/huggingface/safetensors): eight bytes length of a JSON header,
 * then the header with a shape, a type and offsets for each tensor. Behind it, the body, lie the raw numbers,
 * little-endian. Everything that comes from the file is checked before it is used.
 */
export interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** bytes of the body, from `begin` up to but not including `end` */
  readonly begin: number;
  readonly end: number;
}

export type StoredType = 'F16' | 'F32';
export const BYTES = { F16: 2, F32: 4 } as const satisfies Record<StoredType, number>;

export interface Header {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** where the body begins in the file */
  readonly bodyAt: number;
}

export const LENGTH_BYTES = 8;
const METADATA = '__metadata__';
/** A header of the networks here has some kilobytes; the format itself forbids more than 100 MB. */
const MAX_HEADER_BYTES = 10_000_000;

/** Where the body begins, from the file's first eight bytes. Throws an Error that says what is wrong. */
export function bodyStart(bytes: Uint8Array): number {
  if (bytes.byteLength < LENGTH_BYTES) throw new Error('shorter than its length field');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES)
    throw new Error(`header of ${length} bytes does not fit: at most ${MAX_HEADER_BYTES} are read`);
  return LENGTH_BYTES + length;
}

/** bytes: the file, or its beginning up to the body. Throws an Error that says what is wrong. */
export function parseHeader(bytes: Uint8Array): Header {
  const bodyAt = bodyStart(bytes);
  if (bodyAt > bytes.byteLength) {
    throw new Error(`header of ${bodyAt - LENGTH_BYTES} bytes does not fit in ${bytes.byteLength} bytes`);
  }
  const header = parseJson(bytes.subarray(LENGTH_BYTES, bodyAt));
  const entries = new Map<string, Entry>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA) metadata = strings(entry);
    else entries.set(name, checkedEntry(name, entry));
  }
  return { entries, metadata, bodyAt };
}

/** Length and header, padded with spaces so that the body begins at a multiple of eight, as the format asks. */
export function formatHeader({ entries, metadata }: Omit<Header, 'bodyAt'>): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  for (const [name, { dtype, shape, begin, end }] of entries) {
    header[name] = { dtype, shape, data_offsets: [begin, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + padded).fill(0x20, LENGTH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

/** Bytes of one number. Throws an Error for a type that is not read here, or offsets that do not fit the shape. */
export function bytesOfValue(name: string, { dtype, shape, begin, end }: Entry): number {
  if (!isStored(dtype)) throw new Error(`tensor ${name} has type ${dtype}, expected F16 or F32`);
  const size = shape.reduce((product, side) => product * side, 1) * BYTES[dtype];
  if (end - begin !== size) throw new Error(`tensor ${name} has ${end - begin} bytes, expected ${size}`);
  return BYTES[dtype];
}

function isStored(dtype: string): dtype is StoredType {
  return Object.hasOwn(BYTES, dtype);
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error('its header is not JSON', { cause: error });
  }
  if (!isRecord(header)) throw new Error('its header is not a JSON object');
  return header;
}

function checkedEntry(name: string, entry: unknown): Entry {
  if (!isRecord(entry)) throw new Error(`tensor ${name} has no description`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') throw new Error(`tensor ${name} has no type`);
  if (!isCounts(shape)) throw new Error(`tensor ${name} has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw new Error(`tensor ${name} has no valid offsets`);
  return { dtype, shape, begin: offsets[0]!, end: offsets[1]! };
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
