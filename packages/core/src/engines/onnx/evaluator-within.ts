import type { InferenceSession } from 'onnxruntime-node';
import { type Network, truncated } from '../../networks/network.ts';
import { haloOf } from '../../networks/reach.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import type { Evaluator, Size } from '../engine.ts';
import { areaOf, type MemoryPlan } from '../memory.ts';
import { layoutFor } from '../tiles/layout.ts';
import { RetreatingEvaluator } from '../tiles/retreat.ts';
import { direct } from './convolution.ts';
import { OnnxEvaluator } from './onnx-evaluator.ts';
import { lease } from './session-cache.ts';
import { TiledEvaluator } from './tiles/tiled-evaluator.ts';
import { winogradWherePays } from './winograd.ts';

/** In one piece or in tiles, as planned; in smaller tiles of plain convolutions when memory runs out. */
export async function evaluatorWithin(
  { layout: planned, winograd }: MemoryPlan,
  network: Network,
  objective: Objective,
  size: Size,
  options: InferenceSession.SessionOptions,
): Promise<Evaluator> {
  const layers = layersOf([...objective.content, ...objective.style]);
  const convolve = winograd ? winogradWherePays : direct;
  let layout = planned;
  const evaluator =
    layout === undefined
      ? await OnnxEvaluator.create(network, objective, { size, gradient: true, convolve }, (model) =>
          lease(model, options),
        )
      : await TiledEvaluator.create(network, objective, layout, options, convolve);
  return new RetreatingEvaluator(evaluator, async () => {
    const pixels = areaOf(layout?.cut ?? size);
    const smaller = layoutFor(size, haloOf(truncated(network, layers)), pixels / 2);
    if (areaOf(smaller.cut) >= pixels) return undefined;
    layout = smaller;
    return TiledEvaluator.create(network, objective, smaller, options, direct, evaluator);
  });
}
