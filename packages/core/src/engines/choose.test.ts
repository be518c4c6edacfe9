import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listSupportedBackends } from 'onnxruntime-node';
import { chooseEngine, DEVICE_NAMES } from './choose.ts';

test('auto takes the CPU where no CUDA libraries are installed, and says why', async () => {
  const engine = await chooseEngine({ engine: 'auto', device: 'auto', threads: 1 });
  assert.deepEqual([engine.name, engine.device], ['onnx', 'cpu']);
  assert.match(engine.reason, /cpu with 1 thread: the CUDA libraries are not installed/);
  await engine.close();
});

test('what was asked for is named in the reason', async () => {
  const engine = await chooseEngine({ engine: 'onnx', device: 'cpu', threads: 2 });
  assert.match(engine.reason, /2 threads: asked for device cpu/);
  await engine.close();
});

test('tensorflow is refused, not pretended', async () => {
  await assert.rejects(chooseEngine({ engine: 'tensorflow', device: 'auto' }), {
    code: 'engine.unavailable',
    message: /only has the onnx engine/,
  });
});

test('a device that this onnxruntime was not built for is refused with those that it has', async () => {
  const bundled = listSupportedBackends().map(({ name }) => name);
  const missing = DEVICE_NAMES.find((name) => name !== 'auto' && !bundled.includes(name));
  if (missing === undefined) return;
  await assert.rejects(chooseEngine({ engine: 'auto', device: missing }), {
    code: 'engine.unavailable',
    message: new RegExp(`built for ${bundled.join(', ')}, not for ${missing}`),
  });
});
