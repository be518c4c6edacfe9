import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** SwiftShader, the software driver for Vulkan that Debian's chromium ships, and Vulkan's loader (libvulkan1). */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADERS = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/libvulkan.so.1`);
/** Relative, of features, losses and gradient. */
const AGREEMENT = 1e-3;

const missing = [
  ...(existsSync(DRIVER) ? [] : [`chromium’s ${DRIVER}`]),
  ...(LOADERS.some((file) => existsSync(file)) ? [] : ['libvulkan1']),
];
const skip =
  missing.length > 0 && `WebGPU not tried: no ${missing.join(', no ')} (apt-get install chromium libvulkan1)`;

async function measured(drivers: string): Promise<Record<string, Record<string, number>>> {
  const script = fileURLToPath(new URL('../testing/agree-webgpu.ts', import.meta.url));
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, VK_DRIVER_FILES: drivers },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await text(child.stdout);
  assert.equal(child.exitCode ?? (await new Promise((done) => child.once('exit', done))), 0, output);
  return JSON.parse(output);
}

test('WebGPU computes what the CPU computes, on a software driver', { skip }, async () => {
  for (const [what, parts] of Object.entries(await measured(DRIVER))) {
    for (const [part, off] of Object.entries(parts)) {
      assert.ok(off < AGREEMENT, `${what}: ${part} off by ${off}`);
    }
  }
});

const elsewhere = process.platform !== 'linux' && 'no Vulkan here whose drivers could be hidden';
test('WebGPU without a driver is refused with the reason', { skip: elsewhere }, async () => {
  const { refused } = await measured('/nowhere.json');
  assert.match(String(refused), /“onnx on webgpu” cannot run here: .*(adapter|webgpu)/i);
});
