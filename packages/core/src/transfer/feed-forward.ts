import type { Engine } from '../engines/engine.ts';
import { toPlanar } from '../engines/planar.ts';
import type { Image } from '../images/image.ts';
import { fit, resize } from '../images/resize.ts';
import type { Network } from '../networks/network.ts';
import type { TransformNetwork } from '../networks/transform.ts';
import type { Objective } from '../objective/objective.ts';
import type { LossRow } from '../report/progress.ts';
import type { Style } from '../styles/style.ts';
import { crop, extend } from './canvas.ts';
import { grained } from './grain.ts';

export interface FeedForwardRequest {
  engine: Engine;
  transform: TransformNetwork;
  /** a style vector of the transform network */
  vector: Float32Array;
  photo: Image;
  width: number;
  height: number;
}

/** Below this side the transform network's residual blocks see their own reflection only. */
const SMALLEST_CANVAS = 32;

/** Painting in one pass (Johnson et al. 2016). Sides that are no multiples are mirrored and cropped. */
export async function feedForward({
  engine,
  transform,
  vector,
  photo,
  width,
  height,
}: FeedForwardRequest): Promise<Image> {
  const canvas = extend(await resize(photo, width, height), transform.multiple, SMALLEST_CANVAS);
  return crop(await engine.transform(transform, grained(canvas, transform.grain), vector), width, height);
}

export interface MeasureRequest {
  engine: Engine;
  network: Network;
  objective: Objective;
  style: Style;
  photo: Image;
  result: Image;
}

/** Longer side at which the losses of a fast result are measured: they only serve to compare. A smaller result stays. */
const MEASURE_SIDE = 256;

/** Losses of the photo itself (row 0) and of the result (row 1) under the objective of high quality. */
export async function measure({
  engine,
  network,
  objective,
  style,
  photo,
  result,
}: MeasureRequest): Promise<LossRow[]> {
  const side = Math.min(MEASURE_SIDE, Math.max(result.width, result.height));
  const { width, height } = fit(photo.width, photo.height, side);
  const [before, after] = [
    extend(await resize(photo, width, height), 16, 64),
    extend(await resize(result, width, height), 16, 64),
  ];
  const evaluator = await engine.evaluator(network, objective, before);
  try {
    const content = await engine.features(
      network,
      objective.content.map(({ layer }) => layer),
      before,
    );
    evaluator.setTargets({ content, style: await style.at(side) });
    const rows: LossRow[] = [];
    for (const image of [before, after]) {
      toPlanar(image, evaluator.picture);
      const { content, style, total } = await evaluator.evaluate();
      rows.push({ iteration: rows.length, content, style, total });
    }
    return rows;
  } finally {
    await evaluator.close();
  }
}
