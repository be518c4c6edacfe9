import { AtelierError } from '../errors.ts';
import {
  again,
  type Code,
  compile,
  f32x4,
  f64,
  f64x2,
  get,
  i32,
  instantiate,
  loop,
  set,
  v128,
} from '../wasm.ts';

/** Others that one vector meets at once: it is read and widened once for all four. */
const FOUR = [0, 1, 2, 3];
/** 16 KB, half of a usual first-level cache: a block of the one vector stays there while the others come by. */
const BLOCK = 2 ** 14;

/** Addresses of a block of one vector, from `at` to `end`, and of the same block of four others. */
type Five = [at: number, p: number, q: number, r: number, s: number, end: number];

interface Kernels {
  /** adds x · p, x · q, x · r, x · s to the four float64 at `sums` */
  dots(...given: [...Five, sums: number]): void;
  /** x += a·p + b·q + c·r + d·s */
  add(...given: [...Five, a: number, b: number, c: number, d: number]): void;
}

/**
 * Float32 vectors of one length, side by side in one memory of WebAssembly, four numbers to an instruction: a step of
 * L-BFGS reads its whole history twice, and takes half the time that loops in JavaScript take.
 */
export class VectorSpace {
  /** all of them, zero at first; write into them freely */
  readonly vectors: readonly Float32Array[];
  readonly #kernels: Kernels;
  /** bytes of a vector, a multiple of 16; what is behind its end stays 0 */
  readonly #bytes: number;
  /** at the memory's begin, one for each vector, filled up to groups of four */
  readonly #sums: Float64Array;
  readonly #factors: Float64Array;

  /** Throws `engine.out-of-memory`, also where the vectors would take more than the 4 GB of WebAssembly. */
  constructor(count: number, length: number) {
    const groups = Math.ceil(count / 4);
    this.#bytes = 16 * Math.ceil(length / 4);
    const { exports, buffer } = allocate(32 * groups + count * this.#bytes);
    this.#kernels = exports as Kernels;
    this.#sums = new Float64Array(buffer, 0, 4 * groups);
    this.#factors = new Float64Array(4 * groups);
    this.vectors = Array.from({ length: count }, (_, i) => {
      return new Float32Array(buffer, this.#address(i), length);
    });
  }

  /** out[k] = vectors[x] · vectors[others[k]], summed in float64 */
  dots(x: number, others: readonly number[], out: Float64Array): void {
    this.#sums.fill(0);
    this.#eachBlock(x, others, (first, ...five) => this.#kernels.dots(...five, 8 * first));
    for (let k = 0; k < others.length; k++) out[k] = this.#sums[k]!;
  }

  /** vectors[into] += Σ factors[k] · vectors[others[k]], into not among the others */
  add(into: number, factors: ArrayLike<number>, others: readonly number[]): void {
    const f = this.#factors.fill(0);
    f.set(factors);
    this.#eachBlock(into, others, (first, ...five) => {
      this.#kernels.add(...five, f[first]!, f[first + 1]!, f[first + 2]!, f[first + 3]!);
    });
  }

  /** Each block of a vector beside each four others; where four are not left, beside the last one again. */
  #eachBlock(x: number, others: readonly number[], call: (first: number, ...five: Five) => void): void {
    const start = this.#address(x);
    const last = others.length - 1;
    const beside = (k: number, done: number) => this.#address(others[Math.min(k, last)]!) + done;
    for (let done = 0; done < this.#bytes; done += BLOCK) {
      const end = start + Math.min(this.#bytes, done + BLOCK);
      for (let k = 0; k <= last; k += 4) {
        const [p, q, r, s] = [beside(k, done), beside(k + 1, done), beside(k + 2, done), beside(k + 3, done)];
        call(k, start + done, p, q, r, s, end);
      }
    }
  }

  #address(index: number): number {
    return this.#sums.byteLength + index * this.#bytes;
  }
}

let module: object | undefined;

function allocate(bytes: number): ReturnType<typeof instantiate> {
  module ??= compile([
    { name: 'dots', parameters: Array(7).fill('i32'), locals: 10, body: dotsBody() },
    {
      name: 'add',
      parameters: [...Array(6).fill('i32'), ...Array(4).fill('f32')],
      locals: 4,
      body: addBody(),
    },
  ]);
  try {
    return instantiate(module, bytes);
  } catch (error) {
    throw new AtelierError('engine.out-of-memory', {}, error);
  }
}

const [X, END] = [0, 5];
const other = (i: number) => 1 + i;

/** Until x reaches its end: body, and all five on by 16 bytes. */
function walk(...body: Code[]): Code {
  const on = [X, ...FOUR.map(other)].map((local) => [
    ...get(local),
    ...i32.const(16),
    ...i32.add,
    ...set(local),
  ]);
  return loop(...body, ...on, get(X), get(END), i32.lessThan, again);
}

function dotsBody(): Code {
  const sums = 6;
  const halves = [0, 1];
  const value = (half: number) => 7 + half;
  const sum = (i: number, half: number) => 9 + 2 * i + half;
  const promoted = (local: number, half: number) => [
    ...get(local),
    ...v128.load64(8 * half),
    ...f64x2.promote,
  ];
  const multiplied = FOUR.flatMap((i) =>
    halves.flatMap((half) => [
      ...[...promoted(other(i), half), ...get(value(half)), ...f64x2.multiply],
      ...[...get(sum(i, half)), ...f64x2.add, ...set(sum(i, half))],
    ]),
  );
  const taken = halves.flatMap((half) => [...promoted(X, half), ...set(value(half))]);
  const stored = FOUR.flatMap((i) => {
    const both = [...get(sum(i, 0)), ...get(sum(i, 1)), ...f64x2.add, ...set(sum(i, 0))];
    const lanes = halves.flatMap((lane) => [...get(sum(i, 0)), ...f64x2.lane(lane), ...f64.add]);
    return [...both, ...get(sums), ...get(sums), ...f64.load(8 * i), ...lanes, ...f64.store(8 * i)];
  });
  return [...walk(taken, multiplied), ...stored];
}

function addBody(): Code {
  const given = (i: number) => 6 + i;
  const factor = (i: number) => 10 + i;
  const factors = FOUR.flatMap((i) => [...get(given(i)), ...f32x4.splat, ...set(factor(i))]);
  const added = FOUR.flatMap((i) => {
    return [...get(other(i)), ...v128.load(0), ...get(factor(i)), ...f32x4.multiply, ...f32x4.add];
  });
  return [...factors, ...walk([...get(X), ...get(X), ...v128.load(0), ...added, ...v128.store(0)])];
}
