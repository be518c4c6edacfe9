import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadPerceptual } from '../networks/perceptual.ts';
import { loadTransform } from '../networks/transform-file.ts';
import { OBJECTIVE } from '../objective/objectives.ts';
import { random } from '../random.ts';
import { findInstallation, installationFolder } from './tensorflow/installation.ts';
import { loadTensorflow } from './tensorflow/load.ts';
import { TensorflowEngine } from './tensorflow/tensorflow-engine.ts';

/** TensorFlow's own library under tfjs, where `npm run tensorflow -- install` has been run. */

const installed = findInstallation(installationFolder());
const skip = installed === undefined && 'not installed (npm run tensorflow -- install)';

test('TensorFlow computes what onnxruntime computes: all of agree.test.ts', { skip }, () => {
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const file = fileURLToPath(new URL('agree.test.ts', import.meta.url));
  const given = { env: { ...env, AGREE_WITH: 'node' }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], given);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /pass [1-9]\d+/);
});

test('200 pictures and 200 gradients leave no tensor and no memory behind', { skip }, async () => {
  const loaded = await loadTensorflow(['node']);
  const engine = new TensorflowEngine(loaded, 'test');
  const [transform, network] = [await loadTransform(), await loadPerceptual()];
  const style = [...transform.styles.values()][0]!;
  const next = random(1);
  const photo = { width: 64, height: 64, data: Float32Array.from({ length: 3 * 64 * 64 }, next) };
  const layers = (terms: readonly { layer: string }[]) => terms.map(({ layer }) => layer);
  const evaluator = await engine.evaluator(network, OBJECTIVE, photo);
  evaluator.setTargets({
    content: await engine.features(network, layers(OBJECTIVE.content), photo),
    style: await engine.statistics(network, layers(OBJECTIVE.style), photo),
  });
  const { numTensors, numBytes } = loaded.tf.memory();
  let settled = 0;
  for (let i = 0; i < 200; i++) {
    await engine.transform(transform, photo, style);
    await evaluator.evaluate();
    if (i === 50) settled = process.memoryUsage.rss();
  }
  assert.deepEqual([loaded.tf.memory().numTensors, loaded.tf.memory().numBytes], [numTensors, numBytes]);
  const grown = (process.memoryUsage.rss() - settled) / 1e6;
  assert.ok(grown < 100, `${grown} MB more after 200 pictures than after 50`);
  await evaluator.close();
  assert.equal(loaded.tf.memory().numTensors, 0);
});
