import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Image } from '../../images/image.ts';
import { random } from '../../random.ts';
import { randomTransform, randomVector } from '../../testing/random-transform.ts';
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
  assert.deepEqual(stripsOf(10, 3), [
    { begin: 0, end: 3 },
    { begin: 3, end: 6 },
    { begin: 6, end: 10 },
  ]);
  assert.equal(stripsOf(2, 9).length, 2);
});

/** Strips of the trunk's features, which have 20 rows, and what the network has. */
const STRIPS = [
  [20, {}],
  [7, { coarse: 1 }],
  [7, { unshuffle: true }],
  [3, { coarse: 1 }],
  [1, {}],
  [10, { coarse: 2 }],
  [2, { coarse: 2 }],
] as const;
for (const [strips, shape] of STRIPS) {
  test(`${strips} strips, ${JSON.stringify(shape)}: the picture of one piece`, async () => {
    const network = randomTransform(1, shape);
    const style = randomVector(network, 3);
    const image = photo(48, 80);
    const whole = await engine.transform(network, image, style);
    const inStrips = await transformInStrips({ sessions, network, image, style, strips });
    const worst = Math.max(...whole.data.map((value, i) => Math.abs(value - inStrips.data[i]!)));
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

test('when memory runs out in one piece, then in four strips, the picture is painted in more', async (test) => {
  const network = randomTransform(1);
  const style = randomVector(network, 3);
  const image = photo(48, 320);
  const whole = await engine.transform(network, image, style);
  const { use } = SessionCache.prototype;
  const tried: string[] = [];
  test.mock.method(SessionCache.prototype, 'use', function (this: SessionCache, ...args: never[]) {
    const [part] = String(args[0]).split(/ \d/) as [string];
    tried.push(part);
    const paints = part === 'strip painting' ? tried.filter((one) => one === part).length : 0;
    if (part === 'transform' || paints === 1) throw new Error('CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED');
    return Reflect.apply(use, this, args);
  });
  const inStrips = await engine.transform(network, image, style);
  assert.equal(tried[0], 'transform');
  assert.equal(tried.filter((part) => part === 'trunk').length, 2);
  assert.equal(tried.filter((part) => part === 'strip painting').length, 1 + 10);
  const worst = Math.max(...whole.data.map((value, i) => Math.abs(value - inStrips.data[i]!)));
  assert.ok(worst < 1e-4, `off by ${worst}`);
});

test('a cancelled pass ends between two strips', async () => {
  const network = randomTransform(1);
  const request = { sessions, network, image: photo(48, 80), style: randomVector(network, 3), strips: 3 };
  await assert.rejects(transformInStrips({ ...request, signal: AbortSignal.abort() }), {
    code: 'job.cancelled',
  });
});
