import type { Rule } from './optimiser.ts';
import { OPTIMISER_OPTIONS, type OptimiserOptions } from './options.ts';
import { VectorSpace } from './vector-space.ts';
import { add, largest } from './vectors.ts';

/** Writes P g for a gradient g; P symmetric, positive definite and always the same. */
export type Precondition = (gradient: Float32Array, out: Float32Array) => void;

/** Sufficient decrease (Nocedal and Wright 2006, eq. 3.4). */
const ARMIJO = 1e-4;
/**
 * What the usual scale of the first inverse Hessian, the smaller of the two of Barzilai and Borwein 1988, is too small by
 * for a painting: directions that no pair knows yet are flatter than the last one (docs/decisions/0007-fewer-iterations.md).
 */
export const STRETCH = 1.5;
/** A step that raised the loss is cut to this share and tried again. */
const CUT = 0.3;
/** After so many cuts the remembered curvature is of no use: start over with steepest descent. */
const MAX_CUTS = 4;
/**
 * A pair along which the slope fell by less than this share is not remembered: the second Wolfe condition,
 * very weak, since nearly straight ways would blow up the inverse.
 */
const MIN_CURVATURE = 1e-3;

/**
 * Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.4), one evaluation a step: the full step is
 * taken, and only when it did not lower the loss enough is it cut and tried again (backtracking). The Wolfe
 * curvature condition is replaced by not remembering a pair that violates it. A strong-Wolfe search would
 * not pay: about one step in twelve of a painting is cut, and each trial costs a whole loss and gradient.
 *
 * The two-loop recursion runs on inner products (Chen et al. 2014, "Large-scale L-BFGS using MapReduce"):
 * each step reads the history twice, once for the products with the new gradient, once for the direction.
 *
 * It begins with γP as the inverse of the Hessian (there H⁰), γ = STRETCH · s·y / y·Py: P is the identity, or moves what steepest
 * descent is slow to move (`multilevel`). Vectors are kept as P turns them, and every product is one with a plain gradient.
 *
 * Nothing is carried over to another size: resized, a step and its gradient change no longer belong to one
 * function, and a pair that tells a wrong curvature costs cut steps, while a history of six pairs is
 * gathered anew within six.
 */
export class Lbfgs implements Rule {
  readonly moments = undefined;
  readonly #history: number;
  readonly #firstStep: number;
  /** s_k = x_{k+1} − x_k and P y_k, y_k = g_{k+1} − g_k, by slot: all s, all P y; then P g, g and direction */
  readonly #space: VectorSpace;
  readonly #precondition: Precondition;
  /** used slots, oldest first */
  readonly #order: number[] = [];
  readonly #products: Products;
  /** of the last accepted point: P g, g, the loss, and the slope g · d of the way taken from there */
  readonly #preconditioned: Float32Array;
  readonly #gradient: Float32Array;
  #loss = Number.POSITIVE_INFINITY;
  #slope = 0;
  /** x = accepted point + length · direction */
  readonly #direction: Float32Array;
  #length = 0;
  #cuts = 0;
  /** direction = Σ coefficients · basis, which is [all s, all P y, P g] */
  readonly #basis: readonly number[];
  readonly #coefficients: Float64Array;
  /** s · y and y · P y of the newest pair */
  readonly #own = new Float64Array(2);

  constructor(
    size: number,
    options: OptimiserOptions = {},
    precondition: Precondition = (gradient, out) => out.set(gradient),
  ) {
    const history = options.history ?? OPTIMISER_OPTIONS.history.default;
    this.#history = history;
    this.#firstStep = options.firstStep ?? OPTIMISER_OPTIONS.firstStep.default;
    this.#precondition = precondition;
    this.#space = new VectorSpace(2 * history + 3, size);
    this.#preconditioned = this.#space.vectors[2 * history]!;
    this.#gradient = this.#space.vectors[2 * history + 1]!;
    this.#direction = this.#space.vectors[2 * history + 2]!;
    this.#products = new Products(history);
    this.#basis = Array.from({ length: 2 * history + 1 }, (_, i) => i);
    this.#coefficients = new Float64Array(this.#basis.length);
  }

  step(x: Float32Array, loss: number, gradient: Float32Array): void {
    const isFirst = this.#loss === Number.POSITIVE_INFINITY;
    if (!isFirst && loss > this.#loss + ARMIJO * this.#length * this.#slope) {
      this.retreat(x);
      return;
    }
    const pair = isFirst ? undefined : this.#remember(gradient);
    if (isFirst) this.#precondition(gradient, this.#preconditioned);
    this.#loss = loss;
    this.#gradient.set(gradient);
    this.#space.dots(2 * this.#history + 1, this.#basis, this.#products.turn());
    if (pair !== undefined) this.#products.replace(pair, this.#length, this.#coefficients);
    this.#cuts = 0;
    this.#turn();
    add(x, this.#length, this.#direction);
  }

  /** Goes back a part of the way; after too many cuts all the way, and forgets the history. */
  retreat(x: Float32Array): void {
    this.#cuts++;
    const shorter = this.#length * CUT;
    add(x, shorter - this.#length, this.#direction);
    this.#length = shorter;
    if (this.#cuts < MAX_CUTS || this.#order.length === 0) return;
    add(x, -this.#length, this.#direction);
    this.#order.length = 0;
    this.#turn();
    add(x, this.#length, this.#direction);
  }

  /** Takes the accepted step and the change of the gradient into the history, in the oldest pair's place. */
  #remember(gradient: Float32Array): Pair {
    const slot = this.#order.length === this.#history ? this.#order.shift()! : freeSlot(this.#order);
    const [step, change, preconditioned] = [slot, this.#history + slot, 2 * this.#history];
    const [raw, direction] = [preconditioned + 1, preconditioned + 2];
    const space = this.#space;
    space.vectors[step]!.fill(0);
    space.add(step, [this.#length], [direction]);
    space.vectors[change]!.fill(0);
    space.add(change, [-1], [preconditioned]);
    this.#precondition(gradient, this.#preconditioned);
    space.add(change, [1], [preconditioned]);
    add(this.#gradient, -1, gradient); // −y, as the old gradient is of no more use
    space.dots(raw, [step, change], this.#own);
    const [sy, yy] = [-this.#own[0]!, -this.#own[1]!];
    if (sy > MIN_CURVATURE * -this.#slope * this.#length) this.#order.push(slot);
    return { slot, sy, yy };
  }

  /** New direction d = −H g and the length of the first try along it. */
  #turn(): void {
    const coefficients = this.#coefficients.fill(0);
    this.#slope = -this.#products.twoLoop(this.#order, coefficients);
    if (this.#order.length === 0 || !(this.#slope < 0)) {
      this.#order.length = 0;
      coefficients.fill(0)[coefficients.length - 1] = 1;
      this.#slope = -this.#products.gradientSquare;
      const steepest = largest(this.#preconditioned);
      this.#length = steepest > 0 ? this.#firstStep / steepest : 0;
    } else {
      this.#length = 1;
    }
    for (let k = 0; k < coefficients.length; k++) coefficients[k]! *= -1;
    this.#direction.fill(0);
    this.#space.add(2 * this.#history + 2, coefficients, this.#basis);
  }
}

/** A new pair of step and gradient change: its slot, s · y and y · P y. */
interface Pair {
  readonly slot: number;
  readonly sy: number;
  readonly yy: number;
}

/** Inner products of the remembered steps, gradient changes and the gradient: all that the recursion needs. */
class Products {
  readonly #history: number;
  /** s_i · y_j and y_i · y_j */
  readonly #sy: Float64Array[];
  readonly #yy: Float64Array[];
  /** of [all s, all y, g] with the last gradient g, and with the one before */
  #g: Float64Array;
  #oldG: Float64Array;
  readonly #alpha: Float64Array;
  readonly #newSy: Float64Array;

  constructor(history: number) {
    const row = () => new Float64Array(history);
    this.#history = history;
    this.#sy = Array.from({ length: history }, row);
    this.#yy = Array.from({ length: history }, row);
    [this.#g, this.#oldG] = [new Float64Array(2 * history + 1), new Float64Array(2 * history + 1)];
    [this.#alpha, this.#newSy] = [row(), row()];
  }

  get gradientSquare(): number {
    return this.#g[2 * this.#history]!;
  }

  /** The gradient is new: where its products with [all s, all y, g] are to be put. */
  turn(): Float64Array {
    [this.#g, this.#oldG] = [this.#oldG, this.#g];
    return this.#g;
  }

  /**
   * A pair is new, and so are the products with the gradient. The others follow: y = g − old g, and
   * s = length · Σ c · [all s, all y, old g], as they were before.
   */
  replace({ slot, sy, yy }: Pair, length: number, c: Float64Array): void {
    const m = this.#history;
    const [g, old, newSy] = [this.#g, this.#oldG, this.#newSy];
    for (let j = 0; j < m; j++) {
      let product = c[2 * m]! * old[m + j]!;
      for (let i = 0; i < m; i++) product += c[i]! * this.#sy[i]![j]! + c[m + i]! * this.#yy[i]![j]!;
      newSy[j] = length * product;
    }
    for (let j = 0; j < m; j++) {
      this.#sy[slot]![j] = newSy[j]!;
      this.#sy[j]![slot] = g[j]! - old[j]!;
      this.#yy[j]![slot] = g[m + j]! - old[m + j]!;
      this.#yy[slot]![j] = this.#yy[j]![slot]!;
    }
    this.#sy[slot]![slot] = sy;
    this.#yy[slot]![slot] = yy;
  }

  /**
   * H g as coefficients of [all s, all y, g], and g · H g. The two-loop recursion, where every vector is such
   * a combination and every product is looked up.
   */
  twoLoop(order: readonly number[], coefficients: Float64Array): number {
    const m = this.#history;
    const g = this.#g;
    const c = coefficients;
    c[2 * m] = 1;
    for (let at = order.length - 1; at >= 0; at--) {
      const i = order[at]!;
      let product = g[i]!;
      for (const j of order) product += c[m + j]! * this.#sy[i]![j]!;
      this.#alpha[i] = product / this.#sy[i]![i]!;
      c[m + i]! -= this.#alpha[i];
    }
    const newest = order.at(-1);
    const scale =
      newest === undefined ? 1 : (STRETCH * this.#sy[newest]![newest]!) / this.#yy[newest]![newest]!;
    for (let k = 0; k < c.length; k++) c[k]! *= scale;
    for (const i of order) {
      let product = c[2 * m]! * g[m + i]!;
      for (const j of order) product += c[m + j]! * this.#yy[i]![j]! + c[j]! * this.#sy[j]![i]!;
      c[i]! += this.#alpha[i]! - product / this.#sy[i]![i]!;
    }
    let result = c[2 * m]! * g[2 * m]!;
    for (const i of order) result += c[i]! * g[i]! + c[m + i]! * g[m + i]!;
    return result;
  }
}

function freeSlot(order: readonly number[]): number {
  for (let slot = 0; ; slot++) if (!order.includes(slot)) return slot;
}
