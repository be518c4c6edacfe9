import type { Engine } from '../../engines/engine.ts';
import type { Face } from '../../faces/boxes.ts';
import { faceMask } from '../../faces/mask.ts';
import type { Image, Size } from '../../images/image.ts';
import { resample } from '../../images/resize.ts';
import type { Network } from '../../networks/network.ts';
import { type ContentTarget, layersOf, type Objective } from '../../objective/objective.ts';

/** Where in the picture content counts more. */
export interface Emphasis {
  /** of the photo's aspect, any size, first channel in [0, 1] */
  readonly mask: Image;
  /** of the content terms where the mask is 1, ≥ 0 */
  readonly factor: number;
}

/** By docs/faces.md: at 12 what is outside the faces has 4 % more style left, at 40 a face looks like a photo. */
const FACTOR = 4;
/** Sides of faces in that of the picture, between which that falls, and the part of it that is left. */
const SMALL = 0.18;
const LARGE = 0.5;
const LEFT = 0.5;

/** Content counts more in faces; nowhere where there are none. faces: in pixels of the photo */
export function emphasisOn(faces: readonly Face[], photo: Size): Emphasis | undefined {
  if (faces.length === 0) return undefined;
  const longer = Math.max(photo.width, photo.height);
  const peak = ({ side }: Face) => {
    const t = Math.min(1, Math.max(0, (side / longer - SMALL) / (LARGE - SMALL)));
    return 1 - (1 - LEFT) * t;
  };
  return { mask: faceMask(faces, photo, peak), factor: FACTOR };
}

/** The objective whose content terms count by place. Without an emphasis it stays as it is, and compiles to the same. */
export function withEmphasis(objective: Objective, emphasis: Emphasis | undefined): Objective {
  if (emphasis === undefined) return objective;
  return { ...objective, content: objective.content.map((term) => ({ ...term, masked: true })) };
}

/** The photo's features, and with an emphasis how much each position counts. onCanvas: as the picture is laid out */
export async function contentTargets(
  { engine, network, objective, emphasis }: ContentRequest,
  photo: Image,
  onCanvas: (mask: Image) => Promise<Image>,
): Promise<Map<string, ContentTarget>> {
  const features = await engine.features(network, layersOf(objective.content), photo);
  if (emphasis === undefined) return features;
  const mask = await onCanvas(emphasis.mask);
  return new Map(
    [...features].map(([layer, feature]) => {
      const [, , height, width] = feature.shape as [number, number, number, number];
      const { data } = resample(mask, width, height);
      const weights = Float32Array.from({ length: width * height }, (_, i) => {
        return 1 + (emphasis.factor - 1) * data[3 * i]!;
      });
      return [layer, { ...feature, weights }];
    }),
  );
}

interface ContentRequest {
  readonly engine: Engine;
  readonly network: Network;
  readonly objective: Objective;
  readonly emphasis?: Emphasis | undefined;
}
