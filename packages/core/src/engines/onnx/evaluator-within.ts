import type { InferenceSession } from 'onnxruntime-node';
import type { Size } from '../../images/image.ts';
import type { Network } from '../../networks/network.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import type { Evaluator } from '../engine.ts';
import type { Layout } from '../tiles/layout.ts';
import { type Buffers, RetreatingEvaluator, retreating } from '../tiles/retreat.ts';
import { type OnnxPlan, smallerLayout } from './memory.ts';
import { OnnxEvaluator } from './onnx-evaluator.ts';
import { lease } from './session-cache.ts';
import { TiledEvaluator } from './tiles/tiled-evaluator.ts';
import { withWinograd } from './winograd.ts';

/** In one piece or in tiles, as planned; in smaller tiles of plain convolutions when memory runs out. */
export async function evaluatorWithin(
  { layout: planned, winograd }: OnnxPlan,
  network: Network,
  objective: Objective,
  size: Size,
  options: InferenceSession.SessionOptions,
): Promise<Evaluator> {
  const layers = layersOf([...objective.content, ...objective.style]);
  const create = ({ layout, winograd }: Way, buffers?: Buffers): Promise<Evaluator> => {
    const lowered = winograd ? withWinograd(network, layout?.cut ?? size) : network;
    if (layout !== undefined) return TiledEvaluator.create(lowered, objective, layout, options, buffers);
    return OnnxEvaluator.create(lowered, objective, { size, gradient: true }, (model) =>
      lease(model, options),
    );
  };
  const next = ({ layout }: Way): Way | undefined => {
    const smaller = smallerLayout(network, layers, size, layout);
    return smaller && { layout: smaller, winograd: false };
  };
  let way: Way = { layout: planned, winograd };
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
  readonly winograd: boolean;
}
