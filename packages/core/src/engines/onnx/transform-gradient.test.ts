import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image } from '../../images/image.ts';
import { styleLengthOf } from '../../networks/transform.ts';
import { random } from '../../random.ts';
import { randomTransform } from '../../testing/random-transform.ts';
import { fromPlanar, toPlanar } from '../planar.ts';
import { OnnxEngine } from './onnx-engine.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

const next = random(1);
const values = (length: number, scale: number) =>
  Float32Array.from({ length }, () => scale * (2 * next() - 1));

const SHAPES = [{}, { unshuffle: true }, { unshuffle: true, ups: 2 }, { coarse: 1 }, { coarse: 2 }] as const;

for (const shape of SHAPES) {
  const net = randomTransform(1, shape);
  const size = { width: 4 * net.multiple, height: 3 * net.multiple };
  const photo = (): Image => {
    const data = values(3 * size.width * size.height, 1).map((value) => (value + 1) / 2);
    return { ...size, data };
  };
  const style = net.styles.get('some')!;
  const name = JSON.stringify(shape);

  test(`${name}: a batch paints what single pictures become`, async () => {
    const batch = await engine.transformBatch(net, { ...size, batch: 2 });
    const photos = [photo(), photo()];
    const length = batch.pictures.length / 2;
    for (const [i, one] of photos.entries()) {
      toPlanar(one, batch.pictures.subarray(i * length, (i + 1) * length));
    }
    batch.style.set(style);
    await batch.forward();
    for (const [i, one] of photos.entries()) {
      const expected = (await engine.transform(net, one, style)).data;
      const { data } = fromPlanar(batch.results.subarray(i * length), size.width, size.height);
      const worst = Math.max(...data.map((value, k) => Math.abs(value - expected[k]!)));
      assert.ok(worst < 1e-5, `picture ${i} is off by ${worst}`);
    }
    await batch.close();
  });

  test(`${name}: the gradient of the style equals central differences`, async () => {
    const batch = await engine.transformBatch(net, { ...size, batch: 2 });
    batch.pictures.set(values(batch.pictures.length, 1).map((value) => (value + 1) / 2));
    batch.upstream.set(values(batch.upstream.length, 1));
    batch.style.set(style);
    await batch.backward();
    const gradient = batch.gradient.slice();
    assert.equal(gradient.length, styleLengthOf(net));
    // value by value, so that a piece at the wrong place shows, but judged together: a step over the kinks of
    // thousands of ReLUs spoils single values a little
    const step = 3e-4;
    const numeric = new Float32Array(style.length);
    for (let i = 0; i < style.length; i++) {
      const at = async (value: number) => {
        batch.style[i] = value;
        await batch.forward();
        return batch.results.reduce((sum, result, k) => sum + result * batch.upstream[k]!, 0);
      };
      numeric[i] = ((await at(style[i]! + step)) - (await at(style[i]! - step))) / (2 * step);
      batch.style[i] = style[i]!;
    }
    const length = (of: Float32Array) => Math.hypot(...of);
    const error = length(gradient.map((value, i) => value - numeric[i]!)) / length(gradient);
    assert.ok(error < 0.03, `relative error ${error}`);
    await batch.close();
  });
}
