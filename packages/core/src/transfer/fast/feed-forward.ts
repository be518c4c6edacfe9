import type { Engine } from '../../engines/engine.ts';
import { crop, extend } from '../../images/canvas.ts';
import type { Image } from '../../images/image.ts';
import { resize } from '../../images/resize.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import { grained } from './grain.ts';

export interface FeedForwardRequest {
  engine: Engine;
  transform: TransformNetwork;
  /** a style vector of the transform network */
  vector: Float32Array;
  photo: Image;
  width: number;
  height: number;
  signal?: AbortSignal;
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
  signal,
}: FeedForwardRequest): Promise<Image> {
  const canvas = extend(await resize(photo, width, height), transform.multiple, SMALLEST_CANVAS);
  const grainy = grained(canvas, transform.grain);
  return crop(await engine.transform(transform, grainy, vector, signal), width, height);
}
