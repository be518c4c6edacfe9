import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

/** A process in which loading onnxruntime's addon fails, as on a system that its package has no binary for. */
async function withoutBinary(script: string): Promise<string> {
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({
      load(url, context, next) {
        if (url.includes('/onnxruntime-node/')) throw new Error('no such binary');
        return next(url, context);
      },
    });
    const { chooseEngine } = await import('./choose.ts');
    ${script}`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (part) => {
    out += part;
  });
  assert.deepEqual(await once(child, 'close'), [0, null]);
  return out;
}

test('where onnxruntime has no binary WebAssembly serves, and says so in one line', async () => {
  const out = await withoutBinary(`
    const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
    console.log(engine.name, engine.device, engine.reason);
    await engine.close();`);
  const system = `${process.platform} ${process.arch}`;
  assert.equal(
    out,
    `tensorflow wasm tfjs on wasm: onnxruntime cannot be loaded on ${system}, so the slower WebAssembly serves\n`,
  );
});

test('where onnxruntime has no binary, whoever asks for it by name is told', async () => {
  const out = await withoutBinary(`
    await chooseEngine({ engine: 'onnx', device: 'cpu' }).catch((error) => console.log(error.code, error.message));`);
  assert.match(out, /^engine\.unavailable .*onnx on cpu.* cannot run here: onnxruntime cannot be loaded on/);
});
