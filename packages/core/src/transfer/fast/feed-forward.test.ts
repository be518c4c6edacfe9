import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { OnnxEngine } from '../../engines/onnx/onnx-engine.ts';
import type { Image } from '../../images/image.ts';
import { random } from '../../random.ts';
import { randomTransform } from '../../testing/random-transform.ts';
import { feedForward } from './picture.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

/** Sides with which 4 and 8 leave something over, both above and below the smallest canvas. */
const SIZES = [
  [45, 34],
  [61, 9],
] as const;

for (const shape of [{}, { coarse: 1 }, { coarse: 2 }] as const) {
  for (const [width, height] of SIZES) {
    test(`${width}×${height}, network ${JSON.stringify(shape)}: a picture of that size`, async () => {
      const transform = randomTransform(1, shape);
      const next = random(5);
      const photo: Image = { width, height, data: Float32Array.from({ length: 3 * width * height }, next) };
      const vector = transform.styles.get('some')!;
      const painted = await feedForward({ engine, transform, vector, photo, width, height });
      assert.deepEqual([painted.width, painted.height], [width, height]);
      assert.equal(painted.data.length, photo.data.length);
      assert.ok(painted.data.every((value) => value > 0 && value < 1));
    });
  }
}
