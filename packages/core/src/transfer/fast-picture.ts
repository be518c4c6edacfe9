import type { Engine } from '../engines/engine.ts';
import { compose } from '../images/compose.ts';
import type { Image } from '../images/image.ts';
import { mix } from '../images/mix.ts';
import { resample, resize } from '../images/resize.ts';
import type { FastStyles } from './fast-plan.ts';
import { feedForward } from './feed-forward.ts';
import { stopIfAborted } from './only-photo.ts';
import type { Region } from './regions.ts';

export interface FastPictureRequest {
  engine: Engine;
  styles: FastStyles;
  /** with soft masks, in the order of the vectors */
  places: readonly Region[];
  photo: Image;
  /** of the result, pixels */
  width: number;
  height: number;
  /** share of a second pass over the first one's result, see StrengthPlan; default 0: there is none */
  secondPass?: number;
  signal?: AbortSignal;
}

/** Each region is painted by a pass of its own, and the results are laid beside each other. */
export async function fastPicture(request: FastPictureRequest): Promise<Image> {
  const { styles, places, width, height } = request;
  const layers: { image: Image; mask: Image }[] = [];
  const image = await painted(request, styles.rest);
  for (const [i, { mask }] of places.entries()) {
    layers.push({ image: await painted(request, styles.vectors[i]), mask: resample(mask, width, height) });
  }
  return places.length === 0 ? image : compose(image, layers);
}

/** vector: null where the photo stays */
async function painted(request: FastPictureRequest, vector: Float32Array | null): Promise<Image> {
  const { engine, styles, photo, width, height, secondPass = 0, signal } = request;
  if (vector === null) return resize(photo, width, height);
  const pass = async (over: Image) => {
    const result = await feedForward({
      engine,
      transform: styles.network,
      vector,
      photo: over,
      width,
      height,
      signal,
    });
    stopIfAborted(signal);
    return result;
  };
  const once = await pass(photo);
  return secondPass === 0 ? once : mix(once, await pass(once), secondPass);
}
