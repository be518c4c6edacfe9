import type { Engine } from '@atelier/core/engines/engine.ts';
import { Graph, type Value } from '@atelier/core/engines/onnx/graph.ts';
import type { Image } from '@atelier/core/images/image.ts';
import type { Network } from '@atelier/core/networks/network.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * CFSD, the content measure of StyleID (Chung et al. 2024, section 5.1): at conv3_1 of VGG-19, pictures as large as they
 * are, zero padding, every place's products with all places, divided by N², become its distribution over the places by a
 * softmax; the sum over the places of the Kullback–Leibler divergence of the result's from the photo's. Here the sum is
 * that over a sample of places, times how many each stands for: off by about a hundredth.
 *
 * The published figures are torchvision's weights on pictures divided by the deviations of ImageNet's values; the measure
 * follows the fourth power of the features' size. Features of weights for values up to 255 are divided by as much.
 */
const LAYER = 'conv3_1';
/** Places whose distributions are compared. */
const SAMPLE = 1024;
/** Steps by it, part of a whole turn, spread evenly and never follow the columns. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Of them, those that are in memory at once. */
const ROWS = 512;
/** Mean deviation of red, green and blue of ImageNet, in [0, 1]. */
const DEVIATION = (0.229 + 0.224 + 0.225) / 3;

/** Idle threads sleep, as in the engine. */
const OPTIONS: InferenceSession.SessionOptions = {
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

/** Compares results with photos. network: zero padding, maximum pooling */
export function cfsdOf(engine: Engine, network: Network) {
  const unit = 1 / (network.scale[0] * DEVIATION);
  let compiled: { positions: number; session: InferenceSession } | undefined;
  const featureOf = async (image: Image) => {
    const { shape, data } = (await engine.features(network, [LAYER], image)).get(LAYER)!;
    const [, n, height, width] = shape as [number, number, number, number];
    return { n, positions: height * width, values: data.map((value) => (value * unit) / n) };
  };
  const photos = new Map<Image, ReturnType<typeof featureOf>>();
  return async (result: Image, photo: Image): Promise<number> => {
    const known = photos.get(photo) ?? featureOf(photo);
    photos.set(photo, known);
    const [x, p] = [await featureOf(result), await known];
    const { n, positions } = p;
    if (compiled?.positions !== positions) {
      const session = await InferenceSession.create(divergences(n, positions), OPTIONS);
      compiled = { positions, session };
    }
    let sum = 0;
    for (let from = 0; from < SAMPLE; from += ROWS) {
      const rows = (values: Float32Array) => {
        const part = Float32Array.from({ length: n * ROWS }, (_, i) => {
          const place = Math.floor(positions * (((from + (i % ROWS)) * GOLDEN) % 1));
          return values[Math.floor(i / ROWS) * positions + place]!;
        });
        return new Tensor('float32', part, [n, ROWS]);
      };
      const whole = (values: Float32Array) => new Tensor('float32', values, [n, positions]);
      const { total } = await compiled.session.run({
        x: whole(x.values),
        p: whole(p.values),
        'x.rows': rows(x.values),
        'p.rows': rows(p.values),
      });
      sum += Number(total!.data[0]);
    }
    return (sum * positions) / SAMPLE;
  };
}

/** Σ over the rows of Σ p (ln p − ln x). */
function divergences(n: number, positions: number): Uint8Array {
  const graph = new Graph();
  const logarithms = (name: string): Value => {
    const [rows, whole] = [graph.input(`${name}.rows`, [n, ROWS]), graph.input(name, [n, positions])];
    return graph.node('LogSoftmax', [graph.node('Gemm', [rows, whole], { transA: 1 })], { axis: 1 });
  };
  const [x, p] = [logarithms('x'), logarithms('p')];
  const apart = graph.node('Mul', [graph.node('Exp', [p]), graph.node('Sub', [p, x])]);
  graph.output('total', graph.node('ReduceSum', [apart], { keepdims: 0 }), []);
  return graph.finish();
}
