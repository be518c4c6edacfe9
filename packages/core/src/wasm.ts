/**
 * Just enough of a WebAssembly assembler (binary format 2.0) for a few loops over long vectors, which JavaScript
 * computes number by number and in float64 alone. A function is a list of bytes; the names are those of the text format.
 */
export type Code = readonly number[];

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly WasmType[];
  /** all of type v128; numbered on from the parameters */
  readonly locals: number;
  readonly body: Code;
}

const TYPES = { i32: 0x7f, f32: 0x7d } as const;
type WasmType = keyof typeof TYPES;
const V128 = 0x7b;
const END = 0x0b;

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
/** to the enclosing loop's begin, if the top of the stack is not 0 */
export const again: Code = [0x0d, 0];
export const loop = (...body: Code[]): Code => [0x03, 0x40, ...body.flat(), END];
export const i32 = {
  /** of a constant from 0 to 63 */
  const: (value: number): Code => [0x41, value],
  lessThan: [0x49],
  add: [0x6a],
  load: memory([0x28], 2),
} as const;
export const f64 = { add: [0xa0], load: memory([0x2b], 3), store: memory([0x39], 3) } as const;
export const v128 = {
  load: memory(simd(0), 2),
  store: memory(simd(11), 2),
  load64: memory(simd(0x5d), 2),
  /** one number in all four places */
  load32Splat: memory(simd(9), 2),
  zero: [...simd(12), ...Array<number>(16).fill(0)],
} as const;
export const f32x4 = {
  splat: simd(0x13),
  add: simd(0xe4),
  multiply: simd(0xe6),
  min: simd(0xe8),
  max: simd(0xe9),
} as const;
export const f64x2 = {
  /** from the lower two of f32x4 */
  promote: simd(0x5f),
  add: simd(0xf0),
  multiply: simd(0xf2),
  lane: (lane: number): Code => [...simd(0x21), lane],
} as const;

/** What is used of it here; TypeScript knows it as a browser's only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: object };
};

const PAGE = 2 ** 16;

/** Compiles functions, none of which returns anything. */
export function compile(functions: readonly WasmFunction[]): object {
  return new WebAssembly.Module(assemble(functions));
}

/** A module's functions with a memory of their own, all zeros. RangeError where there is no such memory, or above 4 GB. */
export function instantiate(module: object, bytes: number): { exports: object; buffer: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  const { exports } = new WebAssembly.Instance(module, { to: { memory } });
  return { exports, buffer: memory.buffer };
}

/** The memory is imported as `to.memory`. */
function assemble(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...list(parameters.map((type) => [TYPES[type]])),
    0,
  ]);
  const imports = [[...text('to'), ...text('memory'), 2, 0, 0]];
  const exports = functions.map(({ name }, i) => [...text(name), 0, ...unsigned(i)]);
  const bodies = functions.map(({ locals, body }) => {
    return sized([...list([[...unsigned(locals), V128]]), ...body, END]);
  });
  const sections = [
    [1, types],
    [2, imports],
    [3, functions.map((_, i) => unsigned(i))],
    [7, exports],
    [10, bodies],
  ] as const;
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([...header, ...sections.flatMap(([id, items]) => [id, ...sized(list(items))])]);
}

/** An access at so many bytes behind the address on the stack. */
function memory(code: Code, alignment: number): (offset: number) => Code {
  return (offset) => [...code, alignment, ...unsigned(offset)];
}

function simd(code: number): Code {
  return [0xfd, ...unsigned(code)];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function sized(bytes: Code): Code {
  return [...unsigned(bytes.length), ...bytes];
}

function text(name: string): Code {
  return sized([...Buffer.from(name)]);
}

/** LEB128 */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}
