import type { Engine } from '../../engines/engine.ts';
import type { Face } from '../../faces/boxes.ts';
import { crop, extend } from '../../images/canvas.ts';
import { compose } from '../../images/compose.ts';
import type { Image } from '../../images/image.ts';
import { mix } from '../../images/mix.ts';
import { fit, resample, resize } from '../../images/resize.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import { stopIfAborted } from '../only-photo.ts';
import type { Region } from '../request.ts';
import { withFaces } from './faces.ts';
import { grained, withNoise } from './grain.ts';
import type { FastPass } from './passes.ts';
import type { FastStyles } from './plan.ts';

export interface FastPictureRequest {
  engine: Engine;
  styles: FastStyles;
  /** with soft masks, in the order of the vectors */
  places: readonly Region[];
  photo: Image;
  /** of the result, pixels */
  width: number;
  height: number;
  /** at least one */
  passes: readonly FastPass[];
  /** those that shall stay recognisable, in pixels of the photo; default: none */
  faces?: readonly Face[];
  signal?: AbortSignal | undefined;
  /** noise of mean 0 and deviation 1 in the photo's size, in place of the network's own: see grain.ts */
  noise?: Float32Array;
}

/** Each region is painted by a pass of its own, and the results are laid beside each other. */
export async function fastPicture(request: FastPictureRequest): Promise<Image> {
  const { styles, places, width, height } = request;
  const layers: { image: Image; mask: Image }[] = [];
  const image = await painted(request, styles.rest);
  for (const [i, { mask }] of places.entries()) {
    layers.push({ image: await painted(request, styles.vectors[i]!), mask: resample(mask, width, height) });
  }
  return places.length === 0 ? image : compose(image, layers);
}

/** vector: null where the photo stays */
async function painted(request: FastPictureRequest, vector: Float32Array | null): Promise<Image> {
  const { engine, styles, photo, passes, faces = [], signal, noise } = request;
  const { network: transform } = styles;
  const { grain } = transform;
  if (vector === null) return resize(photo, request.width, request.height);
  let picture = photo;
  for (const { side, share } of passes) {
    const { width, height } = fit(photo.width, photo.height, side);
    const below = await resize(picture, width, height);
    const over = await feedForward({
      engine,
      transform,
      vector,
      photo: noise ? withNoise(below, { ...photo, data: noise }, grain) : below,
      ...(noise && { grain: 0 }),
      width,
      height,
      signal,
    });
    stopIfAborted(signal);
    picture = mix(below, over, share);
  }
  return withFaces(await resize(picture, request.width, request.height), photo, faces);
}

export interface FeedForwardRequest {
  engine: Engine;
  transform: TransformNetwork;
  /** a style vector of the transform network */
  vector: Float32Array;
  photo: Image;
  width: number;
  height: number;
  signal?: AbortSignal | undefined;
  /** deviation of the noise that the photo still needs; default: the network's. An engine knows a network by its object. */
  grain?: number;
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
  grain = transform.grain,
}: FeedForwardRequest): Promise<Image> {
  const isSize = photo.width === width && photo.height === height;
  const canvas = extend(
    isSize ? photo : await resize(photo, width, height),
    transform.multiple,
    SMALLEST_CANVAS,
  );
  const grainy = grained(canvas, grain, canvas === photo ? undefined : canvas.data);
  return crop(await engine.transform(transform, grainy, vector, signal), width, height);
}
