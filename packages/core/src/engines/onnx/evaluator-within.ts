import type { InferenceSession } from 'onnxruntime-node';
import { type Network, truncated } from '../../networks/network.ts';
import { haloOf } from '../../networks/reach.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import type { Evaluator, Size } from '../engine.ts';
import { memoryPlan } from '../memory.ts';
import { type Layout, layoutFor } from '../tiles/layout.ts';
import { type Buffers, RetreatingEvaluator } from '../tiles/retreat.ts';
import { OnnxEvaluator } from './onnx-evaluator.ts';
import { lease } from './session-cache.ts';
import { TiledEvaluator } from './tiles/tiled-evaluator.ts';

/** In one piece or in tiles, as the memory limit (bytes) will have it; in smaller tiles when memory runs out. */
export async function evaluatorWithin(
  limit: number,
  network: Network,
  objective: Objective,
  size: Size,
  options: InferenceSession.SessionOptions,
): Promise<Evaluator> {
  const layers = layersOf([...objective.content, ...objective.style]);
  let { layout } = memoryPlan(network, layers, size, limit);
  const create = (tiles: Layout | undefined, buffers?: Buffers) => {
    return tiles === undefined
      ? OnnxEvaluator.create(
          network,
          objective,
          { size, gradient: true },
          (model) => lease(model, options),
          buffers,
        )
      : TiledEvaluator.create(network, objective, tiles, options, buffers);
  };
  const evaluator = await create(layout);
  return new RetreatingEvaluator(evaluator, async () => {
    const pixels = areaOf(layout?.cut ?? size);
    const smaller = layoutFor(size, haloOf(truncated(network, layers)), pixels / 2);
    if (areaOf(smaller.cut) >= pixels) return undefined;
    layout = smaller;
    return create(smaller, evaluator);
  });
}

function areaOf({ width, height }: Size): number {
  return width * height;
}
