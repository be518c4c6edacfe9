import type { Rule } from './optimiser.ts';
import { OPTIMISER_OPTIONS, type OptimiserOptions } from './options.ts';
import { add, combine, dot, dots, largest } from './vectors.ts';

/** Sufficient decrease (Nocedal and Wright 2006, eq. 3.4). */
const ARMIJO = 1e-4;
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
 * not pay: of 145 steps of two paintings two were cut, and each trial costs a whole loss and gradient.
 *
 * The two-loop recursion runs on inner products (Chen et al. 2014, "Large-scale L-BFGS using MapReduce"):
 * each step reads the history twice, once for the products with the new gradient, once for the direction.
 *
 * Nothing is carried over to another size: resized, a step and its gradient change no longer belong to one
 * function, and a pair that tells a wrong curvature costs cut steps, while a history of eight pairs is
 * gathered anew within eight.
 */
export class Lbfgs implements Rule {
  readonly moments = undefined;
  readonly #history: number;
  readonly #firstStep: number;
  /** s_k = x_{k+1} − x_k and y_k = g_{k+1} − g_k, by slot */
  readonly #s: Float32Array[];
  readonly #y: Float32Array[];
  /** used slots, oldest first */
  readonly #order: number[] = [];
  readonly #products: Products;
  /** of the last accepted point: gradient, loss, and the slope g · d of the way taken from there */
  readonly #gradient: Float32Array;
  #loss = Number.POSITIVE_INFINITY;
  #slope = 0;
  /** x = accepted point + length · direction */
  readonly #direction: Float32Array;
  #length = 0;
  #cuts = 0;
  /** what the direction is combined from: all s, all y, the gradient */
  readonly #basis: Float32Array[];
  readonly #coefficients: Float64Array;

  constructor(size: number, options: OptimiserOptions = {}) {
    const history = options.history ?? OPTIMISER_OPTIONS.history.default;
    const firstStep = options.firstStep ?? OPTIMISER_OPTIONS.firstStep.default;
    const vectors = () => Array.from({ length: history }, () => new Float32Array(size));
    this.#history = history;
    this.#firstStep = firstStep;
    this.#s = vectors();
    this.#y = vectors();
    this.#products = new Products(history);
    this.#gradient = new Float32Array(size);
    this.#direction = new Float32Array(size);
    this.#basis = [...this.#s, ...this.#y, this.#gradient];
    this.#coefficients = new Float64Array(this.#basis.length);
  }

  step(x: Float32Array, loss: number, gradient: Float32Array): void {
    const isFirst = this.#loss === Number.POSITIVE_INFINITY;
    if (!isFirst && loss > this.#loss + ARMIJO * this.#length * this.#slope) {
      this.retreat(x);
      return;
    }
    if (!isFirst) this.#remember(gradient);
    this.#loss = loss;
    this.#gradient.set(gradient);
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
  #remember(gradient: Float32Array): void {
    const slot = this.#order.length === this.#history ? this.#order.shift()! : freeSlot(this.#order);
    const [s, y] = [this.#s[slot], this.#y[slot]];
    const [length, direction, old] = [this.#length, this.#direction, this.#gradient];
    let sy = 0;
    let yy = 0;
    for (let i = 0; i < s.length; i++) {
      const step = length * direction[i];
      const change = gradient[i] - old[i];
      s[i] = step;
      y[i] = change;
      sy += step * change;
      yy += change * change;
    }
    this.#products.replace({
      slot,
      s: this.#s,
      y: this.#y,
      gradient,
      length,
      coefficients: this.#coefficients,
      sy,
      yy,
    });
    if (sy > MIN_CURVATURE * -this.#slope * length) this.#order.push(slot);
  }

  /** New direction d = −H g and the length of the first try along it. */
  #turn(): void {
    const coefficients = this.#coefficients.fill(0);
    const gradientSquare = dot(this.#gradient, this.#gradient);
    this.#slope = -this.#products.twoLoop(this.#order, coefficients, gradientSquare);
    if (this.#order.length === 0 || !(this.#slope < 0)) {
      this.#order.length = 0;
      coefficients.fill(0)[coefficients.length - 1] = 1;
      this.#slope = -gradientSquare;
      this.#length = this.#firstStep / Math.max(largest(this.#gradient), Number.MIN_VALUE);
    } else {
      this.#length = 1;
    }
    for (let k = 0; k < coefficients.length; k++) coefficients[k] *= -1;
    combine(this.#direction, this.#basis, coefficients);
  }
}

interface Replacement {
  slot: number;
  s: readonly Float32Array[];
  y: readonly Float32Array[];
  /** the new gradient */
  gradient: Float32Array;
  /** s = length · Σ coefficients · [all s, all y, g], all as they were before */
  length: number;
  coefficients: Float64Array;
  /** s · y and y · y of the new pair */
  sy: number;
  yy: number;
}

/** Inner products of the remembered steps, gradient changes and the gradient: all that the recursion needs. */
class Products {
  readonly #history: number;
  /** s_i · y_j and y_i · y_j */
  readonly #sy: Float64Array[];
  readonly #yy: Float64Array[];
  /** s_i · g and y_i · g for the last gradient, and for the one before */
  #sg: Float64Array;
  #yg: Float64Array;
  #oldSg: Float64Array;
  #oldYg: Float64Array;
  readonly #alpha: Float64Array;
  readonly #newSy: Float64Array;

  constructor(history: number) {
    const row = () => new Float64Array(history);
    this.#history = history;
    this.#sy = Array.from({ length: history }, row);
    this.#yy = Array.from({ length: history }, row);
    [this.#sg, this.#yg, this.#oldSg, this.#oldYg] = [row(), row(), row(), row()];
    [this.#alpha, this.#newSy] = [row(), row()];
  }

  /**
   * A new pair stands in the slot, and the gradient is new. Only products with the gradient are summed; the
   * others follow: y = g − old g, and s is a known combination of the old pairs and the old gradient.
   */
  replace({ slot, s, y, gradient, length, coefficients: c, sy, yy }: Replacement): void {
    const m = this.#history;
    const newSy = this.#newSy;
    for (let j = 0; j < m; j++) {
      let product = c[2 * m] * this.#yg[j];
      for (let i = 0; i < m; i++) product += c[i] * this.#sy[i][j] + c[m + i] * this.#yy[i][j];
      newSy[j] = length * product;
    }
    [this.#sg, this.#oldSg] = [this.#oldSg, this.#sg];
    [this.#yg, this.#oldYg] = [this.#oldYg, this.#yg];
    dots(gradient, s, this.#sg);
    dots(gradient, y, this.#yg);
    for (let j = 0; j < m; j++) {
      this.#sy[slot][j] = newSy[j];
      this.#sy[j][slot] = this.#sg[j] - this.#oldSg[j];
      this.#yy[j][slot] = this.#yg[j] - this.#oldYg[j];
      this.#yy[slot][j] = this.#yy[j][slot];
    }
    this.#sy[slot][slot] = sy;
    this.#yy[slot][slot] = yy;
  }

  /**
   * H g as coefficients of [all s, all y, g], and g · H g. The two-loop recursion, where every vector is such
   * a combination and every product is looked up.
   */
  twoLoop(order: readonly number[], coefficients: Float64Array, gradientSquare: number): number {
    const m = this.#history;
    const c = coefficients;
    c[2 * m] = 1;
    for (let at = order.length - 1; at >= 0; at--) {
      const i = order[at];
      let product = this.#sg[i];
      for (const j of order) product += c[m + j] * this.#sy[i][j];
      this.#alpha[i] = product / this.#sy[i][i];
      c[m + i] -= this.#alpha[i];
    }
    const newest = order.at(-1);
    const scale = newest === undefined ? 1 : this.#sy[newest][newest] / this.#yy[newest][newest];
    for (let k = 0; k < c.length; k++) c[k] *= scale;
    for (const i of order) {
      let product = c[2 * m] * this.#yg[i];
      for (const j of order) product += c[m + j] * this.#yy[i][j] + c[j] * this.#sy[j][i];
      c[i] += this.#alpha[i] - product / this.#sy[i][i];
    }
    let result = c[2 * m] * gradientSquare;
    for (const i of order) result += c[i] * this.#sg[i] + c[m + i] * this.#yg[i];
    return result;
  }
}

function freeSlot(order: readonly number[]): number {
  for (let slot = 0; ; slot++) if (!order.includes(slot)) return slot;
}
