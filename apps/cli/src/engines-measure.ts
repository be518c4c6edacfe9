import { performance } from 'node:perf_hooks';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { toPlanar } from '@atelier/core/engines/planar.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { loadPerceptual } from '@atelier/core/networks/perceptual.ts';
import { loadTransform } from '@atelier/core/networks/transform-file.ts';
import { OBJECTIVE } from '@atelier/core/objective/objectives.ts';
import { random } from '@atelier/core/random.ts';
import { loadPreset } from '@atelier/core/styles/preset-file.ts';

/** One computation, again and again for a while. */
export interface Measurement {
  /** side of the square picture in pixels */
  size: number;
  runs: number;
  /** median of a run */
  milliseconds: number;
  perSecond: number;
}

export interface Measured {
  /** of the whole objective with the shipped loss network: one step of high quality */
  lossAndGradient: Measurement;
  /** through the shipped transform network: fast quality without decoding and encoding */
  fastPass: Measurement;
}

/** Sides in pixels, and how long each of the two computations is repeated, ms. */
export interface Extent {
  lossSize: number;
  fastSize: number;
  budget: number;
}

/** Ten seconds an engine, both computations and their first runs, which compile, aside. */
export const FULL: Extent = { lossSize: 256, fastSize: 512, budget: 5000 };
/** One run each: whether it works, not how quickly. */
export const QUICK: Extent = { lossSize: 64, fastSize: 64, budget: 0 };

export async function measure(engine: Engine, { lossSize, fastSize, budget }: Extent): Promise<Measured> {
  return {
    lossAndGradient: await lossAndGradient(engine, lossSize, budget),
    fastPass: await fastPass(engine, fastSize, budget),
  };
}

async function lossAndGradient(engine: Engine, size: number, budget: number): Promise<Measurement> {
  const network = await loadPerceptual();
  const style = await loadPreset('starry-night', network.digest);
  const photo = noise(size);
  const evaluator = await engine.evaluator(network, OBJECTIVE, photo);
  try {
    const layers = OBJECTIVE.content.map(({ layer }) => layer);
    evaluator.setTargets({
      content: await engine.features(network, layers, photo),
      style: await style.at(size),
    });
    toPlanar(photo, evaluator.picture);
    return await repeated(size, budget, () => evaluator.evaluate());
  } finally {
    await evaluator.close();
  }
}

async function fastPass(engine: Engine, size: number, budget: number): Promise<Measurement> {
  const network = await loadTransform();
  const style = [...network.styles.values()][0]!;
  const photo = noise(size);
  return repeated(size, budget, () => engine.transform(network, photo, style));
}

/** After one run that does not count, at least one, and as many as begin within `budget` ms. */
async function repeated(size: number, budget: number, run: () => Promise<unknown>): Promise<Measurement> {
  await run();
  const times: number[] = [];
  const end = performance.now() + budget;
  do {
    const begin = performance.now();
    await run();
    times.push(performance.now() - begin);
  } while (performance.now() < end);
  const milliseconds = times.sort((a, b) => a - b)[times.length >> 1]!;
  return { size, runs: times.length, milliseconds, perSecond: 1000 / milliseconds };
}

function noise(size: number): Image {
  return { width: size, height: size, data: Float32Array.from({ length: size * size * 3 }, random(1)) };
}
