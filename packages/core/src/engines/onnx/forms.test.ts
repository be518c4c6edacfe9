import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Feature, LayerStatistics } from '../../networks/network.ts';
import { CONTENT_FORMS, type ContentForm, STYLE_FORMS, type StyleForm } from '../../objective/objective.ts';
import { samplesOf } from '../../objective/samples.ts';
import { random } from '../../random.ts';
import { contentForm, type Form, styleForm } from './forms.ts';
import { Graph } from './graph.ts';

const WEIGHT = 0.7;
const SHAPE: Feature = { layer: 'any', channels: 5, height: 4, width: 6 };

/** Positive, as after a ReLU, with channels that differ in strength and are correlated, and vary as a painting's do. */
function feature({ channels, height, width }: Feature, seed: number): Float32Array {
  const next = random(seed);
  const shared = Float32Array.from({ length: height * width }, next);
  const value = (i: number) =>
    (1 + Math.floor(i / shared.length)) * (0.4 * next() + shared[i % shared.length]!) ** 2;
  return Float32Array.from({ length: channels * shared.length }, (_, i) => value(i));
}

/** In float64, straight from the definitions. */
function statisticsOf(data: ArrayLike<number>, n: number) {
  const m = data.length / n;
  const mean = Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < m; k++) sum += data[i * m + k]! / m;
    return sum;
  });
  const gram = Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < m; k++) sum += data[i * m + k]! * data[j * m + k]!;
    return sum / m;
  });
  return {
    n,
    data,
    mean,
    gram,
    covariance: gram.map((value, at) => value - mean[Math.floor(at / n)]! * mean[at % n]!),
  };
}
type Stats = ReturnType<typeof statisticsOf>;

function targetOf({ n, data, mean, covariance }: Stats): LayerStatistics {
  const samples = samplesOf({ shape: [1, n, 1, data.length / n], data: Float32Array.from(data) });
  return { mean: Float32Array.from(mean), covariance: Float32Array.from(covariance), samples };
}

/** Loss and gradient of one form as the engine computes them. */
async function compiled<T>(form: Form<T>, shape: Feature, target: T) {
  const graph = new Graph();
  const shapes = form.shapes(shape);
  for (const [name, size] of Object.entries(shapes)) graph.input(name, size);
  const dims = [1, shape.channels, shape.height, shape.width];
  const names = Object.fromEntries(Object.keys(shapes).map((name) => [name, name]));
  const { loss, gradient } = form.emit(graph, graph.input('feature', dims), shape, names);
  graph.output('loss', loss, []);
  graph.output('gradient', gradient, dims);
  const session = await InferenceSession.create(graph.finish(), { logSeverityLevel: 3 });
  const values = Object.entries(form.values(target)).map(([name, value]) => {
    return [name, new Tensor('float32', value, shapes[name])] as const;
  });
  return async (x: Float32Array) => {
    const feeds = { ...Object.fromEntries(values), feature: new Tensor('float32', x, dims) };
    const results = await session.run(feeds);
    return { loss: Number(results.loss!.data[0]), gradient: results.gradient!.data as Float32Array };
  };
}

/** The engine's gradient against central differences of the formula in float64, along directions. */
function agreesWithDifferences(
  gradient: Float32Array,
  formula: (x: Float64Array) => number,
  x: Float32Array,
): void {
  for (let seed = 1; seed <= 5; seed++) {
    const next = random(seed);
    // Half of the gradient itself, so that the slope is large; a wrong sign or place anywhere shows.
    const direction = Float64Array.from(gradient, (value) => (next() < 0.5 ? value : 0));
    const length = Math.hypot(...direction);
    const slope = direction.reduce((sum, value, i) => sum + (value * gradient[i]!) / length, 0);
    const step = 1e-5;
    const at = (t: number) =>
      formula(Float64Array.from(x, (value, i) => value + (t * direction[i]!) / length));
    near(slope, (at(step) - at(-step)) / (2 * step), 1e-3);
  }
}

function near(actual: number, expected: number, tolerance = 1e-4): void {
  assert.ok(Math.abs(actual / expected - 1) < tolerance, `${actual} instead of ${expected}`);
}

const total = (data: ArrayLike<number>, of: (value: number, i: number) => number) => {
  return Array.from(data).reduce((sum, value, i) => sum + of(value, i), 0);
};

const CONTENT: Record<ContentForm, (f: ArrayLike<number>, p: Float32Array) => number> = {
  relative: (f, p) => total(f, (v, i) => (v - p[i]!) ** 2) / total(p, (v) => v ** 2),
  'mean-squared': (f, p) => total(f, (v, i) => (v - p[i]!) ** 2) / (5 * 24),
  sum: (f, p) => total(f, (v, i) => (v - p[i]!) ** 2),
  'half-sum': (f, p) => total(f, (v, i) => (v - p[i]!) ** 2) / 2,
  'per-element': (f, p) => total(f, (v, i) => (v - p[i]!) ** 2) / (4 * 5 * 24),
  activation: (f, p) => -Math.log(total(f, (v) => v ** 2) / total(p, (v) => v ** 2)),
};

for (const form of CONTENT_FORMS) {
  test(`content ${form}: loss as the formula says, gradient by central differences`, async () => {
    const [x, photo] = [feature(SHAPE, 1), feature(SHAPE, 2)];
    const target = { shape: [1, 5, 4, 6], data: photo };
    const run = await compiled(contentForm({ layer: 'any', form, weight: WEIGHT }), SHAPE, target);
    const { loss, gradient } = await run(x);
    near(loss, WEIGHT * CONTENT[form](x, photo));
    agreesWithDifferences(gradient, (at) => WEIGHT * CONTENT[form](at, photo), x);
    const same = await run(photo);
    assert.ok(Math.abs(same.loss) < 1e-6, `${same.loss} where picture and photo are the same`);
  });
}

test('content by place: every position counts by its weight', async () => {
  const [x, photo] = [feature(SHAPE, 1), feature(SHAPE, 2)];
  const next = random(3);
  const weights = Float32Array.from({ length: 24 }, () => Math.max(0, 8 * next() - 1));
  const form = contentForm({ layer: 'any', form: 'relative', weight: WEIGHT, masked: true });
  const run = await compiled(form, SHAPE, { shape: [1, 5, 4, 6], data: photo, weights });
  const formula = (f: ArrayLike<number>) => {
    const off = total(f, (v, i) => weights[i % 24]! * (v - photo[i]!) ** 2);
    return (WEIGHT * off) / total(photo, (v) => v ** 2);
  };
  const { loss, gradient } = await run(x);
  near(loss, formula(x));
  agreesWithDifferences(gradient, formula, x);
  assert.ok(gradient.every((value, i) => weights[i % 24] !== 0 || value === 0));
});

test('content activation of one unit: the other channels do not count', async () => {
  const [x, photo] = [feature(SHAPE, 1), feature(SHAPE, 2)];
  const form = contentForm({ layer: 'any', form: 'activation', weight: 1, unit: 3 });
  const run = await compiled(form, SHAPE, { shape: [1, 5, 4, 6], data: photo });
  const { loss, gradient } = await run(x);
  const part = (data: Float32Array) => total(data.slice(3 * 24, 4 * 24), (v) => v ** 2);
  near(loss, -Math.log(part(x) / part(photo)));
  assert.ok(gradient.every((value, i) => (Math.floor(i / 24) === 3 ? value < 0 : value === 0)));
});

test('content activation of a silent layer: finite, and no way to go', async () => {
  const silent = new Float32Array(120);
  const form = contentForm({ layer: 'any', form: 'activation', weight: 1 });
  const run = await compiled(form, SHAPE, { shape: [1, 5, 4, 6], data: silent });
  const { loss, gradient } = await run(silent);
  assert.equal(Math.abs(loss), 0);
  assert.ok(gradient.every((value) => value === 0));
});

const STYLE: Record<StyleForm, (x: Stats, a: Stats) => number> = {
  covariance(x, a) {
    const trace = total(a.covariance, (v, i) => (i % 6 === 0 ? v : 0));
    const covariances = total(a.covariance, (v, i) => (x.covariance[i]! - v) ** 2);
    const means = total(a.mean, (v, i) => (x.mean[i]! - v) ** 2);
    return covariances / total(a.covariance, (v) => v * v) + means / trace;
  },
  // From the Gram matrices of the paper, FFᵀ, with as many positions M of the painting as of the picture.
  gatys: (x, a) => total(x.gram, (v, i) => (24 * v - 24 * a.gram[i]!) ** 2) / (4 * 5 ** 2 * 24 ** 2),
  'gram-mean-squared': (x, a) =>
    total(x.gram, (v, i) => ((24 * v - 24 * a.gram[i]!) / (5 * 24)) ** 2) / 5 ** 2,
  wasserstein(x, a) {
    const trace = total(a.covariance, (v, i) => (i % 6 === 0 ? v : 0));
    const ridge = 2e-3 * Math.sqrt(total(a.covariance, (v) => v * v));
    const [p, q] = [x, a].map(({ covariance }) =>
      Array.from(covariance, (v, i) => (i % 6 === 0 ? v + ridge : v)),
    ) as [number[], number[]];
    const root = power(q, 5, 0.5);
    const both = power(product(product(root, p, 5), root, 5), 5, 0.5);
    const means = total(a.mean, (v, i) => (x.mean[i]! - v) ** 2);
    return (means + total(p, (v, i) => (i % 6 === 0 ? v + q[i]! - 2 * both[i]! : 0))) / trace;
  },
  neighbours(x, a) {
    const trace = total(a.covariance, (v, i) => (i % 6 === 0 ? v : 0));
    const centred = ({ data, n }: Stats) => {
      const m = data.length / n;
      const at = (i: number) => a.mean.map((mean, channel) => data[channel * m + i]! - mean);
      return Array.from({ length: m }, (_, i) => at(i));
    };
    const product = (p: readonly number[], q: readonly number[]) => total(p, (v, i) => v * q[i]!);
    const places = centred(x).map((f) => {
      const length = Math.sqrt(product(f, f) + 3e-5 * trace);
      return 1 - Math.max(...centred(a).map((g) => product(f, g) / length / Math.sqrt(product(g, g))));
    });
    return total(places, (v) => v) / places.length;
  },
};
for (const form of STYLE_FORMS) {
  test(`style ${form}: loss as the formula says, gradient by central differences`, async () => {
    const x = feature(SHAPE, 3);
    const painting = statisticsOf(feature({ ...SHAPE, height: 7 }, 4), 5);
    const run = await compiled(styleForm({ layer: 'any', form, weight: WEIGHT }), SHAPE, targetOf(painting));
    const formula = (at: ArrayLike<number>) => WEIGHT * STYLE[form](statisticsOf(at, 5), painting);
    const { loss, gradient } = await run(x);
    near(loss, formula(x));
    agreesWithDifferences(gradient, formula, x);
  });

  test(`style ${form}: nothing where the statistics are the same, whatever the size`, async () => {
    const painting = feature(SHAPE, 5);
    const target = targetOf(statisticsOf(painting, 5));
    const run = await compiled(styleForm({ layer: 'any', form, weight: 1 }), SHAPE, target);
    const away = (await run(feature(SHAPE, 6))).loss;
    const same = (await run(painting)).loss;
    assert.ok(Math.abs(same) < 1e-3 * away, `${same} beside ${away}`);
    // Every position twice: other Gram matrix, same statistics.
    const wide = { ...SHAPE, width: 12 };
    const twice = Float32Array.from({ length: 240 }, (_, i) => painting[i >> 1]!);
    const runWide = await compiled(styleForm({ layer: 'any', form, weight: 1 }), wide, target);
    const doubled = (await runWide(twice)).loss;
    assert.ok(Math.abs(doubled) < 1e-3 * away, `${doubled} beside ${away}`);
  });
}

test('style wasserstein: fewer positions than channels, and contrasts ten times as strong as the painting’s', async () => {
  const few = { ...SHAPE, height: 1, width: 3 };
  const painting = statisticsOf(feature(SHAPE, 7), 5);
  const form = styleForm({ layer: 'any', form: 'wasserstein', weight: 1 });
  const run = await compiled(form, few, targetOf(painting));
  const formula = (at: ArrayLike<number>) => STYLE.wasserstein(statisticsOf(at, 5), painting);
  for (const strength of [0.1, 1, 10]) {
    const x = feature(few, 8).map((value) => strength * value);
    const { loss, gradient } = await run(x);
    near(loss, formula(x));
    agreesWithDifferences(gradient, formula, x);
  }
});

function product(a: readonly number[], b: readonly number[], n: number): number[] {
  return a.map((_, at) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[Math.floor(at / n) * n + k]! * b[k * n + (at % n)]!;
    return sum;
  });
}

/** A power of a symmetric matrix by its eigenvalues (cyclic Jacobi, Golub and Van Loan 2013, section 8.5). */
function power(matrix: readonly number[], n: number, exponent: number): number[] {
  let a = [...matrix];
  let vectors = a.map((_, i): number => (i % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const angle = 0.5 * Math.atan2(2 * a[p * n + q]!, a[q * n + q]! - a[p * n + p]!);
        const turn = a.map((_, i): number => (i % (n + 1) === 0 ? 1 : 0));
        turn[p * n + p] = Math.cos(angle);
        turn[q * n + q] = Math.cos(angle);
        turn[p * n + q] = Math.sin(angle);
        turn[q * n + p] = -Math.sin(angle);
        a = product(product(transposed(turn, n), a, n), turn, n);
        vectors = product(vectors, turn, n);
      }
    }
  }
  const scaled = vectors.map((value, i) => value * Math.max(0, a[(i % n) * (n + 1)]!) ** exponent);
  return product(scaled, transposed(vectors, n), n);
}

function transposed(matrix: readonly number[], n: number): number[] {
  return matrix.map((_, at) => matrix[(at % n) * n + Math.floor(at / n)]!);
}
