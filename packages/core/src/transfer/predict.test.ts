import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { OnnxEngine } from '../engines/onnx/onnx-engine.ts';
import { predict } from './predict.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test', memory: 3e9 });
after(() => engine.close());
const photo = { width: 3000, height: 2000 };

test('high: size, iterations and tiles as they will be; more pixels take more time and memory', async () => {
  const small = await predict({ engine, photo, quality: 'high', size: 512 });
  const large = await predict({ engine, photo, quality: 'high', size: 1024 });
  assert.deepEqual([small.width, small.height, small.tiles], [512, 341, 1]);
  assert.ok(small.iterations > 0 && large.iterations > small.iterations);
  assert.ok(large.bytes! > small.bytes! && small.bytes! > 200e6);
  assert.ok(large.seconds > small.seconds);
});

test('high with little memory: tiles, and less memory than in one piece', async () => {
  const little = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test', memory: 0.6e9 });
  const whole = await predict({ engine, photo, quality: 'high', size: 1024 });
  const tiled = await predict({ engine: little, photo, quality: 'high', size: 1024 });
  assert.ok(tiled.tiles > 1 && tiled.bytes! <= 0.6e9 && tiled.bytes! < whole.bytes!);
  await little.close();
});

test('fast: one pass', async () => {
  const { width, height, iterations, bytes } = await predict({ engine, photo, quality: 'fast', size: 600 });
  assert.deepEqual([width, height, iterations], [600, 400, 1]);
  assert.ok(bytes! > 100e6);
});
