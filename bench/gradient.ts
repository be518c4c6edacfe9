import { availableParallelism } from 'node:os';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { toPlanar } from '@atelier/core/engines/planar.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { loadPerceptual } from '@atelier/core/networks/perceptual.ts';
import { loadPreset } from '@atelier/core/styles/preset-file.ts';
import { OBJECTIVE } from '@atelier/core/transfer/options.ts';
import { median } from './measure.ts';
import { samplePhoto } from './photo.ts';
import { pytorchLossAndGradient } from './pytorch.ts';

const REPEATS = 9;

/** One loss + gradient at size × size: our graph against PyTorch eager with the same weights and threads. */
export async function benchGradient(sizes: number[]): Promise<string[]> {
  const threads = availableParallelism();
  const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
  const network = await loadPerceptual();
  const style = await loadPreset('starry-night', network.digest);
  const lines = [
    `| size | ours (${engine.name}, ${engine.device}) | PyTorch eager, ${threads} threads | ratio |`,
    '|---|---|---|---|',
  ];
  let torch = '';
  for (const size of sizes) {
    const photo = await resize(await samplePhoto(), size, size);
    const evaluator = await engine.evaluator(network, OBJECTIVE, photo);
    const layers = OBJECTIVE.content.map(({ layer }) => layer);
    evaluator.setTargets({
      content: await engine.features(network, layers, photo),
      style: await style.at(size),
    });
    toPlanar(photo, evaluator.picture);
    const ours = await median(REPEATS, () => evaluator.evaluate());
    await evaluator.close();
    const theirs = await pytorchLossAndGradient(size, REPEATS, threads);
    torch = theirs?.torch ?? torch;
    const compared = theirs
      ? `${theirs.milliseconds.toFixed(0)} ms | ${(theirs.milliseconds / ours).toFixed(1)} × faster`
      : 'not installed here | –';
    lines.push(`| ${size}² | ${ours.toFixed(1)} ms | ${compared} |`);
  }
  await engine.close();
  return torch ? [...lines, '', `PyTorch ${torch}; median of ${REPEATS}, after one warm-up.`] : lines;
}
