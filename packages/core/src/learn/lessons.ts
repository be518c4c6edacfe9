import type { Engine } from '../engines/engine.ts';
import { toPlanar } from '../engines/planar.ts';
import type { Image, Size } from '../images/image.ts';
import type { Tensor } from '../models/tensor-file.ts';
import type { Network } from '../networks/network.ts';
import { random } from '../random.ts';
import { grained } from '../transfer/fast/grain.ts';
import { besideEachOther, randomCrop } from './crops.ts';
import { CONTENT_LAYER, CROPS, SIDE } from './options.ts';

/** The crops of one step, ready for both networks. */
export interface Lesson {
  /** with grain, for the transform network: [B, 3, H, W] */
  readonly pictures: Float32Array;
  /** features at the content layer, of the crops beside each other */
  readonly content: ReadonlyMap<string, Tensor>;
}

/** The crops beside each other, as the loss network sees them. */
export const ROW: Size = { width: CROPS * SIDE, height: SIDE };

export interface LessonRequest {
  engine: Engine;
  network: Network;
  photos: readonly Image[];
  /** of the transform network */
  grain: number;
  count: number;
  seed: number;
  signal?: AbortSignal | undefined;
}

export async function lessonsFrom(request: LessonRequest): Promise<Lesson[]> {
  const { engine, network, photos, grain, count, seed, signal } = request;
  const next = random(seed);
  const lessons: Lesson[] = [];
  while (lessons.length < count && !signal?.aborted) {
    const crops: Image[] = [];
    while (crops.length < CROPS) crops.push(await randomCrop(photos, { side: SIDE, next }));
    const pictures = new Float32Array(CROPS * crops[0]!.data.length);
    for (const [i, crop] of crops.entries()) {
      toPlanar(grained(crop, grain), pictures.subarray(i * crop.data.length, (i + 1) * crop.data.length));
    }
    lessons.push({
      pictures,
      content: await engine.features(network, [CONTENT_LAYER], besideEachOther(crops)),
    });
  }
  return lessons;
}

/** Every lesson equally often, in random order. */
export function shuffler(lessons: readonly Lesson[], seed: number): () => Lesson {
  const next = random(seed + 1);
  let rest: Lesson[] = [];
  return () => {
    if (rest.length === 0) rest = [...lessons];
    return rest.splice(Math.floor(next() * rest.length), 1)[0]!;
  };
}
