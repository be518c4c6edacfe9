import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Row } from './engines.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** Of a machine where nothing but Atelier is set: no engine chosen by the environment. */
function run(...options: string[]) {
  const { ATELIER_ENGINE, ATELIER_DEVICE, ...env } = process.env;
  return spawnSync(process.execPath, [MAIN, 'engines', '--quick', ...options], { env, encoding: 'utf8' });
}

test('atelier engines --json: the machine, the choice, and every engine with a measurement or a reason', () => {
  const { status, stdout, stderr } = run('--json');
  assert.equal(status, 0, stderr);
  const { machine, chosen, engines } = JSON.parse(stdout) as {
    machine: { cores: number };
    chosen: { engine: string; device: string; reason: string };
    engines: Row[];
  };
  assert.ok(machine.cores >= 1);
  assert.equal(chosen.engine, 'onnx');
  assert.match(chosen.reason, /onnxruntime on/);
  const row = (engine: string, device: string) =>
    engines.find((each) => each.engine === engine && each.device === device)!;
  for (const { measured } of [row('onnx', 'cpu'), row('tensorflow', 'wasm')]) {
    assert.ok(measured!.lossAndGradient.runs >= 1 && measured!.lossAndGradient.milliseconds > 0);
    assert.ok(measured!.fastPass.perSecond > 0);
  }
  assert.match(row('onnx', 'cpu').version!, /^onnxruntime \d+\.\d+\.\d+$/);
  assert.match(row('tensorflow', 'wasm').version!, /^tfjs \d+\.\d+\.\d+$/);
  for (const { engine, device, measured, runsOn, reason } of engines) {
    assert.equal(measured === null, runsOn === null, `${engine} on ${device}`);
    assert.ok(reason.length > 0, `${engine} on ${device}`);
  }
});

test('atelier engines as a table names the choice and what is not here', () => {
  const { status, stdout } = run();
  assert.equal(status, 0);
  assert.match(stdout, /^chosen: onnx on cpu|^chosen: onnx on cuda/m);
  assert.match(stdout, /^onnx +cpu +64²: [\d.]+ ms, [\d.]+\/s .* onnxruntime \d/m);
  assert.match(stdout, /onnx on (coreml|directml): its onnxruntime was built for/);
});
