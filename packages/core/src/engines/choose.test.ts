import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { chooseEngine } from './choose.ts';
import { ONNX_DEVICES } from './names.ts';
import { builtFor, missingLibrary } from './onnx/providers.ts';
import { findInstallation, installationFolder } from './tensorflow/installation.ts';

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

test('tensorflow comes when it is asked for, and says which backend and why', async () => {
  for (const [choice, reason] of [
    [{ engine: 'tensorflow', device: 'auto' }, /^tfjs on (wasm|node|node-gpu): asked for engine tensorflow/],
    [{ engine: 'auto', device: 'wasm' }, /^tfjs on wasm: asked for device wasm/],
  ] as const) {
    const engine = await chooseEngine(choice);
    assert.equal(engine.name, 'tensorflow');
    assert.match(engine.reason, reason);
    await engine.close();
  }
});

const without = findInstallation(installationFolder()) !== undefined && 'TensorFlow is installed here';
test('TensorFlow’s own library, where it is not installed, is named in the reason', {
  skip: without,
}, async () => {
  const engine = await chooseEngine({ engine: 'tensorflow', device: 'cpu' });
  assert.equal(engine.device, 'wasm');
  assert.match(engine.reason, /node: not installed/);
  await engine.close();
  await assert.rejects(chooseEngine({ engine: 'tensorflow', device: 'cuda' }), {
    code: 'engine.unavailable',
    message: /tensorflow on cuda.*node-gpu: not installed/,
  });
});

test('a device that an engine does not know is refused with those that it knows', async () => {
  await assert.rejects(chooseEngine({ engine: 'tensorflow', device: 'webgpu' }), {
    code: 'engine.unavailable',
    message: /tensorflow knows cpu, cuda, wasm/,
  });
  await assert.rejects(chooseEngine({ engine: 'onnx', device: 'wasm' }), {
    code: 'engine.unavailable',
    message: /onnx knows cpu, cuda, tensorrt, webgpu, coreml, directml/,
  });
});

test('tfjs is loaded only when tensorflow is asked for', () => {
  const choose = JSON.stringify(new URL('choose.ts', import.meta.url).href);
  for (const engine of ['auto', 'tensorflow']) {
    const script = `
      import { createRequire } from 'node:module';
      import { chooseEngine } from ${choose};
      await chooseEngine({ engine: '${engine}', device: 'cpu' });
      console.log(Object.keys(createRequire(${choose}).cache).some((file) => file.includes('tfjs')));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
    assert.equal(`${stdout}`.trim(), engine === 'auto' ? 'false' : 'true', engine);
  }
});

test('a device whose library is not installed is refused by name, before onnxruntime prints an error', async () => {
  const missing = builtFor().find((device) => missingLibrary(device));
  if (missing === undefined) return;
  await assert.rejects(chooseEngine({ engine: 'auto', device: missing }), {
    code: 'engine.unavailable',
    message: new RegExp(`onnxruntime_providers_${missing} is not installed`),
  });
});

test('a device that this onnxruntime was not built for is refused with those that it has', async () => {
  const bundled = builtFor();
  const missing = ONNX_DEVICES.find((name) => !bundled.includes(name));
  if (missing === undefined) return;
  await assert.rejects(chooseEngine({ engine: 'auto', device: missing }), {
    code: 'engine.unavailable',
    message: new RegExp(`built for ${bundled.join(', ')}, not for ${missing}`),
  });
});
