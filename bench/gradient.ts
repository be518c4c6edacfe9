import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Engine, Evaluator } from '@atelier/core/engines/engine.ts';
import { toPlanar } from '@atelier/core/engines/planar.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { MODELS_FOLDER } from '@atelier/core/models/locate.ts';
import type { Network } from '@atelier/core/networks/network.ts';
import { loadPerceptual, PERCEPTUAL_FILE } from '@atelier/core/networks/perceptual.ts';
import { layersOf } from '@atelier/core/objective/objective.ts';
import { OBJECTIVE } from '@atelier/core/objective/objectives.ts';
import { directWork, matrixProductRate } from './limit.ts';
import { median } from './measure.ts';
import { samplePhoto } from './photo.ts';
import { type PyTorch, pytorchLossAndGradient } from './pytorch.ts';
import { pytorchVenv, RELEASE } from './pytorch-venv.ts';
import { wideNetwork } from './wide.ts';

interface Contest {
  readonly title: string;
  readonly network: Network;
  /** the network's weights for PyTorch */
  readonly file: string;
  readonly sizes: readonly number[];
  readonly repeats: number;
}

/**
 * One loss + gradient at size × size: our graph against PyTorch eager with the same weights, once on as many
 * threads as ours and once on those that PyTorch takes by itself, which is what its user gets. Beside it what
 * the convolutions alone would take if computed as they are defined, at the speed of a large matrix product: far
 * below that one only gets by fewer multiplications (Winograd's) or fewer bits.
 */
export async function benchGradient(sizes: number[], { current = false } = {}): Promise<string[]> {
  const threads = availableParallelism();
  const engine = await chooseEngine({ engine: 'auto', device: 'auto' });
  const compact = await loadPerceptual();
  const wide = await wideNetwork(compact);
  const contests: Contest[] = [
    { title: 'compact', network: compact, file: MODELS_FOLDER + PERCEPTUAL_FILE, sizes, repeats: 9 },
    { title: 'VGG-19’s widths', ...wide, sizes, repeats: 3 },
  ];
  const python = current ? await pytorchVenv() : null;
  const lines = [
    `| network, size | ours (${engine.name}, ${engine.device}) | PyTorch eager, ${threads} threads | ratio | PyTorch’s own number of threads | ratio |${python ? CURRENT : ''} convolutions at the speed of a matrix product |`,
    `|---|---|---|---|---|---|${python ? '---|---|---|---|' : ''}---|`,
  ];
  const fastest = await matrixProductRate();
  let torch: PyTorch | null = null;
  for (const { title, network, file, sizes: all, repeats } of contests) {
    for (const size of all) {
      const ours = await oursAt(engine, network, size, repeats);
      const same = await pytorchLossAndGradient(file, size, repeats, { threads });
      torch = await pytorchLossAndGradient(file, size, repeats, { threads: 0 });
      const newer: string[] = [];
      for (const compile of python ? [false, true] : []) {
        const judge = { threads, python: python!, compile };
        newer.push(against(await pytorchLossAndGradient(file, size, repeats, judge), ours));
      }
      const limit = (1000 * directWork(network, size)) / fastest;
      lines.push(
        `| ${title}, ${size}² | ${ours.toFixed(0)} ms | ${against(same, ours)} | ${[against(torch, ours), ...newer].join(' | ')} | ${limit.toFixed(0)} ms |`,
      );
    }
  }
  await rm(dirname(wide.file), { recursive: true });
  await engine.close();
  const note =
    torch &&
    `The system’s PyTorch is ${torch.torch}, by itself on ${torch.threads} of ${threads} threads; medians after one warm-up. A matrix product: ${(fastest / 1e9).toFixed(0)} GFLOP/s.`;
  return note ? [...lines, '', note] : lines;
}

const CURRENT = ` PyTorch ${RELEASE} eager | ratio | PyTorch ${RELEASE} compiled | ratio |`;

/** Ratio above 1: ours is faster. */
function against(theirs: PyTorch | null, ours: number): string {
  if (theirs === null) return 'not installed here | –';
  const ratio = theirs.milliseconds / ours;
  const told = ratio >= 1 ? `${ratio.toFixed(1)} × faster` : `${(1 / ratio).toFixed(1)} × slower`;
  return `${theirs.milliseconds.toFixed(0)} ms | ${told}`;
}

async function oursAt(engine: Engine, network: Network, size: number, repeats: number): Promise<number> {
  const evaluator = await evaluatorAt(engine, network, size);
  try {
    return await median(repeats, () => evaluator.evaluate());
  } finally {
    await evaluator.close();
  }
}

/** Ready to be evaluated: the sample photo as content and style, and back to front as the picture. */
export async function evaluatorAt(engine: Engine, network: Network, size: number): Promise<Evaluator> {
  const photo = await resize(await samplePhoto(), size, size);
  const evaluator = await engine.evaluator(network, OBJECTIVE, photo);
  evaluator.setTargets({
    content: await engine.features(network, layersOf(OBJECTIVE.content), photo),
    style: await engine.statistics(network, layersOf(OBJECTIVE.style), photo),
  });
  toPlanar(photo, evaluator.picture).reverse();
  return evaluator;
}
