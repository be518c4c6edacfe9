import { loadPerceptual } from '../../networks/perceptual.ts';
import { layersOf } from '../../objective/objective.ts';
import { OBJECTIVE } from '../../objective/objectives.ts';
import { random } from '../../random.ts';
import type { Engine } from '../engine.ts';
import { OnnxEngine } from '../onnx/onnx-engine.ts';
import { findInstallation, findTrial, installationFolder } from './installation.ts';
import { loadTensorflow } from './load.ts';
import { TensorflowEngine } from './tensorflow-engine.ts';

/**
 * A process of its own: loads what is installed, and compares loss and gradient of a small picture with onnxruntime's.
 * Prints JSON {version, device, off}.
 */

const SIDE = 64;
const network = await loadPerceptual();

function noise(seed: number) {
  return { width: SIDE, height: SIDE, data: Float32Array.from({ length: 3 * SIDE ** 2 }, random(seed)) };
}

/** [content, style, smoothness, gradient …] */
async function found(engine: Engine): Promise<Float32Array> {
  const evaluator = await engine.evaluator(network, OBJECTIVE, noise(1));
  evaluator.setTargets({
    content: await onnx.features(network, layersOf(OBJECTIVE.content), noise(1)),
    style: await onnx.statistics(network, layersOf(OBJECTIVE.style), noise(2)),
  });
  evaluator.picture.set(noise(3).data);
  const { content, style, smoothness } = await evaluator.evaluate();
  const values = Float32Array.of(content, style, smoothness, ...evaluator.gradient);
  await evaluator.close();
  return values;
}

const onnx = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'to compare with' });
findTrial();
const { gpu } = findInstallation(installationFolder())!;
const loaded = await loadTensorflow(gpu ? ['node-gpu', 'node'] : ['node']);
const [a, b] = [await found(onnx), await found(new TensorflowEngine(loaded, 'tried out'))];
const norm = (values: Float32Array) => Math.hypot(...values);
const off = norm(a.map((value, i) => value - b[i]!)) / norm(a);
const version = loaded.version.replace('TensorFlow ', '');
process.stdout.write(JSON.stringify({ version, device: loaded.device, off }));
process.exit(0);
