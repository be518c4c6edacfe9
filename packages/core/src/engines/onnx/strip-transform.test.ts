import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image } from '../../images/image.ts';
import { randomTransform, randomVector } from '../../networks/random-transform.ts';
import { random } from '../../transfer/random.ts';
import { OnnxEngine } from './onnx-engine.ts';
import { SessionCache } from './session-cache.ts';
import { stripsOf, transformInStrips } from './strip-transform.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
const sessions = new SessionCache(
  { executionProviders: ['cpu'], intraOpNumThreads: 1, logSeverityLevel: 3 },
  3,
);
after(async () => {
  await engine.close();
  await sessions.close();
});

/** A slope with noise, darker below, so that no strip's own statistics are the whole picture's. */
function photo(width: number, height: number): Image {
  const next = random(4);
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    return (1 - i / (3 * width * height)) * (0.3 + 0.7 * next());
  });
  return { width, height, data };
}

test('strips cover all rows once', () => {
  assert.deepEqual(stripsOf(10, 4), [
    { begin: 0, end: 4 },
    { begin: 4, end: 8 },
    { begin: 8, end: 10 },
  ]);
  assert.deepEqual(stripsOf(4, 9), [{ begin: 0, end: 4 }]);
});

/** Rows of the trunk's features, of 20, and what the network has. */
const STRIPS = [
  [1, {}],
  [3, { coarse: 1 }],
  [3, { unshuffle: true }],
  [9, { coarse: 1 }],
  [22, {}],
  [2, { coarse: 2 }],
  [11, { coarse: 2 }],
] as const;
for (const [rows, shape] of STRIPS) {
  test(`${rows} rows of features a strip, ${JSON.stringify(shape)}: the picture of one piece`, async () => {
    const network = randomTransform(1, shape);
    const style = randomVector(network, 3);
    const image = photo(48, 80);
    const whole = await engine.transform(network, image, style);
    const pixels = rows * 4 * image.width;
    const strips = await transformInStrips({ sessions, network, image, style, pixels });
    const worst = Math.max(...whole.data.map((value, i) => Math.abs(value - strips.data[i])));
    assert.ok(worst < 1e-4, `off by ${worst}; a grey level is ${1 / 255}`);
    const spread = Math.max(...whole.data) - Math.min(...whole.data);
    assert.ok(spread > 0.3, 'the picture shows something');
  });
}

test('a picture above a million pixels is painted in strips', async () => {
  const network = randomTransform();
  const image = await engine.transform(network, photo(1200, 1004), randomVector(network, 3));
  assert.deepEqual([image.width, image.height], [1200, 1004]);
  assert.ok(image.data.every((value) => value > 0 && value < 1));
});
