import { again, type Code, compile, f32x4, get, i32, instantiate, loop, set, v128 } from '../wasm.ts';

/**
 * Sums of weighted numbers, four to an instruction, in one memory of WebAssembly. Weights come in pairs of four bytes each:
 * where the number is, and the weight.
 */
export interface ResizeKernels {
  /**
   * RGB pixels from `to` to `end`, each the sum of `bytes` of pairs, which follow one another; where: in bytes from `from`.
   * Reads and writes four bytes more.
   */
  across(
    from: number,
    pairs: number,
    to: number,
    end: number,
    bytes: number,
    scratch: 0,
    ...clamped: readonly [least: number, most: number]
  ): void;
  /** Numbers from `to` to `end`, each the sum of those that are as far behind the `bytes` of pairs. `GROUP` bytes at a time. */
  down(
    pairs: number,
    to: number,
    end: number,
    bytes: number,
    ...rest: readonly [0, 0, 0, 0, least: number, most: number]
  ): void;
}

/** Bytes that `down` computes at once: a row has room for a multiple of it. */
export const GROUP = 48;

let module: object | undefined;
let latest: ReturnType<typeof instantiate> | undefined;

/** The kernels with a memory of at least so many bytes, of which nothing is sure, and which is the next one's too. */
export function resizeKernels(bytes: number): { kernels: ResizeKernels; buffer: ArrayBuffer } {
  module ??= compile([
    { name: 'across', parameters: [...Array(6).fill('i32'), 'f32', 'f32'], locals: 3, body: acrossBody() },
    { name: 'down', parameters: [...Array(8).fill('i32'), 'f32', 'f32'], locals: 6, body: downBody() },
  ]);
  if (latest === undefined || latest.buffer.byteLength < bytes) latest = instantiate(module, bytes);
  return { kernels: latest.exports as ResizeKernels, buffer: latest.buffer };
}

const PAIR = 8;
const PIXEL = 12;

const plus = (local: number, by: number): Code => [
  ...get(local),
  ...i32.const(by),
  ...i32.add,
  ...set(local),
];
const sum = (a: number, b: number, into: number): Code => [...get(a), ...get(b), ...i32.add, ...set(into)];
const whileLess = (a: number, b: number): Code => [...get(a), ...get(b), ...i32.lessThan, ...again];
const splat = (from: number, into: number): Code => [...get(from), ...f32x4.splat, ...set(into)];

function acrossBody(): Code {
  const [from, pairs, to, end, bytes, last, least, most] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const [value, low, high] = [8, 9, 10] as const;
  const added = [
    ...[...get(from), ...get(pairs), ...i32.load(0), ...i32.add, ...v128.load(0)],
    ...[...get(pairs), ...v128.load32Splat(4), ...f32x4.multiply],
    ...[...get(value), ...f32x4.add, ...set(value)],
  ];
  const pixel = [
    ...sum(pairs, bytes, last),
    ...[...v128.zero, ...set(value)],
    ...loop(added, plus(pairs, PAIR), whileLess(pairs, last)),
    ...[...get(to), ...clamped(value, low, high), ...v128.store(0)],
  ];
  return [...splat(least, low), ...splat(most, high), ...loop(pixel, plus(to, PIXEL), whileLess(to, end))];
}

function downBody(): Code {
  const [pairs, to, end, bytes, at, pair, last, from, least, most] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  const [weight, low, high, ...values] = [10, 11, 12, 13, 14, 15] as const;
  const added = values.flatMap((value, i) => [
    ...[...get(from), ...v128.load(16 * i), ...get(weight), ...f32x4.multiply],
    ...[...get(value), ...f32x4.add, ...set(value)],
  ]);
  const next = [
    ...[...get(pair), ...i32.load(0), ...get(at), ...i32.add, ...set(from)],
    ...[...get(pair), ...v128.load32Splat(4), ...set(weight)],
  ];
  const group = [
    ...[...get(pairs), ...set(pair)],
    ...values.flatMap((value) => [...v128.zero, ...set(value)]),
    ...loop(next, added, plus(pair, PAIR), whileLess(pair, last)),
    ...values.flatMap((value, i) => [...get(to), ...clamped(value, low, high), ...v128.store(16 * i)]),
  ];
  return [
    ...[...sum(pairs, bytes, last), ...splat(least, low), ...splat(most, high)],
    ...loop(group, plus(at, GROUP), plus(to, GROUP), whileLess(to, end)),
  ];
}

function clamped(value: number, low: number, high: number): Code {
  return [...get(value), ...get(low), ...f32x4.max, ...get(high), ...f32x4.min];
}
