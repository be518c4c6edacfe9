import { chooseEngine } from '../engines/choose.ts';
import type { Image } from '../images/image.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import type { Objective } from '../objective/objective.ts';
import { random } from '../random.ts';
import { FAMILIES, type Family } from './agree-networks.ts';
import { randomTransform, randomVector } from './random-transform.ts';

/**
 * For engines/agree-webgpu.test.ts, a process of its own: Vulkan reads its environment once. Prints one JSON object: how far
 * the device is from the CPU, relative, by what was computed; or why it cannot be opened.
 */

function image({ width, height }: Family['size'], seed: number): Image {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, next) };
}

/** ‖a − b‖ / ‖a‖ */
function distance(a: Float32Array, b: Float32Array): number {
  let [difference, norm] = [0, 0];
  a.forEach((value, i) => {
    difference += (value - b[i]!) ** 2;
    norm += value ** 2;
  });
  return Math.sqrt(difference / norm);
}

const cpu = await chooseEngine({ engine: 'onnx', device: 'cpu', threads: 1 });
const card = await chooseEngine({ engine: 'onnx', device: 'webgpu', threads: 1 }).catch((error: Error) => {
  process.stdout.write(JSON.stringify({ refused: error.message }));
  process.exit(0);
});

/** Features at the last layer, losses and gradient of the whole objective. */
async function compare({ network, layers, size }: Family): Promise<Record<string, number>> {
  const last = layers.at(-1)!;
  const objective: Objective = {
    content: [{ layer: last, form: 'relative', weight: 1 }],
    style: layers.map((layer) => ({ layer, form: 'covariance', weight: 1 })),
    variation: 0.3,
    range: 3,
  };
  const targets = {
    content: await cpu.features(network, [last], image(size, 1)),
    style: await cpu.statistics(network, layers, image(size, 2)),
  };
  const picture = image(size, 3);
  const [features, losses, gradients] = [[], [], []] as [Float32Array[], Float32Array[], Float32Array[]];
  for (const engine of [cpu, card]) {
    features.push((await engine.features(network, [last], picture)).get(last)!.data);
    const evaluator = await engine.evaluator(network, objective, size);
    evaluator.setTargets(targets);
    evaluator.picture.set(picture.data);
    losses.push(Float32Array.from(Object.values(await evaluator.evaluate())));
    gradients.push(evaluator.gradient.slice());
    await evaluator.close();
  }
  return {
    features: distance(features[0]!, features[1]!),
    losses: distance(losses[0]!, losses[1]!),
    gradient: distance(gradients[0]!, gradients[1]!),
  };
}

async function compareTransform(): Promise<number> {
  // every kind of layer of the one that ships, each once: the driver takes its time for each shape, not for what it computes
  const network = randomTransform(1, { ups: 2, coarse: 1 });
  const style = randomVector(network, 2);
  const photo = image({ width: 48, height: 32 }, 4);
  const [a, b] = [await cpu.transform(network, photo, style), await card.transform(network, photo, style)];
  return distance(a.data, b.data);
}

const shipped: Family = {
  network: await loadPerceptual(),
  layers: ['conv1_1', 'conv3_1'],
  size: { width: 32, height: 32 },
};
const residual = FAMILIES.find(({ network }) => network.name === 'ResNet-50')!;
const found = {
  'the shipped compact network': await compare(shipped),
  'a residual network': await compare(residual),
  'a transform network': { picture: await compareTransform() },
};
process.stdout.write(JSON.stringify(found));
process.exit(0);
