import type { InferenceSession } from 'onnxruntime-node';
import type { Size } from '../../images/image.ts';
import type { Network } from '../../networks/network.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import type { Evaluator } from '../engine.ts';
import type { Layout } from '../tiles/layout.ts';
import { type Buffers, RetreatingEvaluator, retreating } from '../tiles/retreat.ts';
import { type Convolve, direct } from './convolution.ts';
import { type OnnxPlan, smallerLayout } from './memory.ts';
import { OnnxEvaluator } from './onnx-evaluator.ts';
import { lease } from './session-cache.ts';
import { TiledEvaluator } from './tiles/tiled-evaluator.ts';
import { winogradWherePays } from './winograd.ts';

/** In one piece or in tiles, as planned; in smaller tiles of plain convolutions when memory runs out. */
export async function evaluatorWithin(
  { layout: planned, winograd }: OnnxPlan,
  network: Network,
  objective: Objective,
  size: Size,
  options: InferenceSession.SessionOptions,
): Promise<Evaluator> {
  const layers = layersOf([...objective.content, ...objective.style]);
  const create = ({ layout, convolve }: Way, buffers?: Buffers): Promise<Evaluator> =>
    layout === undefined
      ? OnnxEvaluator.create(network, objective, { size, gradient: true, convolve }, (model) =>
          lease(model, options),
        )
      : TiledEvaluator.create(network, objective, layout, options, convolve, buffers);
  const next = ({ layout }: Way): Way | undefined => {
    const smaller = smallerLayout(network, layers, size, layout);
    return smaller && { layout: smaller, convolve: direct };
  };
  let way: Way = { layout: planned, convolve: winograd ? winogradWherePays : direct };
  // compiling takes memory too
  const open = (first: Way, buffers?: Buffers) =>
    retreating(first, next, (tried) => {
      way = tried;
      return create(tried, buffers);
    });
  const evaluator = await open(way);
  return new RetreatingEvaluator(evaluator, async () => {
    const smaller = next(way);
    return smaller && open(smaller, evaluator);
  });
}

/** How loss and gradient are computed. */
interface Way {
  /** undefined: in one piece */
  readonly layout: Layout | undefined;
  readonly convolve: Convolve;
}
