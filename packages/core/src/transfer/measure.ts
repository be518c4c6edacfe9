import type { Engine } from '../engines/engine.ts';
import { toPlanar } from '../engines/planar.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import type { Network } from '../networks/network.ts';
import { layersOf, type Objective } from '../objective/objective.ts';
import type { LossRow } from '../report/progress.ts';
import type { Style } from '../styles/style.ts';
import { canvasFor } from './canvas.ts';
import { partsOf, type StylePart, styleTargets, withParts } from './style/parts.ts';

export interface MeasureRequest {
  engine: Engine;
  network: Network;
  objective: Objective;
  style: Style | readonly StylePart[];
  photo: Image;
  result: Image;
}

/**
 * Longer side at which the losses of a fast result are measured: they only serve to compare, and should not take
 * longer than the painting. A smaller result stays.
 */
const MEASURE_SIDE = 192;

/** Losses of the photo itself (row 0) and of the result (row 1) under the objective of high quality. */
export async function measure(request: MeasureRequest): Promise<[before: LossRow, after: LossRow]> {
  const { engine, network, photo, result } = request;
  const parts = partsOf(request.style);
  const objective = withParts(request.objective, parts);
  const onCanvas = canvasFor(network, objective);
  const side = Math.min(MEASURE_SIDE, Math.max(result.width, result.height));
  const { width, height } = fit(photo.width, photo.height, side);
  const small = async (image: Image) => onCanvas(await resize(image, width, height));
  const [before, after] = [await small(photo), await small(result)];
  const evaluator = await engine.evaluator(network, objective, before, { gradient: false });
  try {
    evaluator.setTargets({
      content: await engine.features(network, layersOf(objective.content), before),
      style: await styleTargets(parts, { network, layers: layersOf(objective.style), side }, small),
    });
    const rowOf = async (image: Image, iteration: number): Promise<LossRow> => {
      toPlanar(image, evaluator.picture);
      const { content, style, total } = await evaluator.evaluate();
      return { iteration, content, style, total };
    };
    return [await rowOf(before, 0), await rowOf(after, 1)];
  } finally {
    await evaluator.close();
  }
}
