import type { Face } from '../../faces/boxes.ts';
import { withoutAxes } from '../../images/axes.ts';
import type { Image } from '../../images/image.ts';
import { withFaces } from '../fast/faces.ts';
import { finisher } from '../finish.ts';
import { countOf, keptFaces } from '../kept-faces.ts';
import { measure } from '../measure.ts';
import { onlyPhoto } from '../only-photo.ts';
import type { Painted, PaintRequest, Prepared } from '../request.ts';
import { withContent } from '../strength.ts';
import { warned } from '../style/richness.ts';
import { emphasisOn } from './emphasis.ts';
import { startFor } from './fast-start.ts';
import { handedOn } from './handed-on.ts';
import { type OptimiseRequest, optimise } from './optimise.ts';
import { type HighPlan, highPlan } from './plan.ts';

/** Beside content that counts more there, a face takes so much less of the photo's light than in fast quality. */
const MORE_OF_PAINTING = 0.15;

/**
 * Share of the finest waves along the axes that is taken from what is begun with: the transform network paints more of them
 * than along the diagonals (docs/decisions/0009-no-mesh.md).
 */
const WAVES = 0.2;

/** Painting by optimisation. */
export async function paintHigh(request: PaintRequest, prepared: Prepared): Promise<Painted> {
  const { engine, photo, signal, onProgress } = request;
  const { seed, plan, longSide } = prepared;
  const high = await highPlan(request, longSide);
  const { network, objective, styles, styleScale, levels, optimiser, colours, traceEvery } = high;

  const record = { network: network.digest, ...warned(styles.parts) };
  if (plan.painting === 0) {
    const lossesOf = (result: Image) => {
      return measure({ engine, network, objective, style: styles.parts, photo, result });
    };
    return { ...(await onlyPhoto({ ...request, lossesLater: false }, prepared, lossesOf)), ...record };
  }
  const faces = await keptFaces(request);
  const finished = finisher({ photo, painting: plan.painting, colours: colours.result, kept: styles.kept });
  const start = await startOf(request, high, faces);
  const finish = (image: Image) => finished(withFaces(start.goneOn(image), photo, faces, MORE_OF_PAINTING));
  const painted = await optimise({
    engine,
    network,
    objective: withContent(objective, plan.content),
    photo: colours.photo?.(photo) ?? photo,
    style: styles.parts,
    styleScale,
    levels,
    seed,
    start: start.picture,
    emphasis: emphasisOn(faces, photo),
    resume: request.resume,
    optimiser,
    traceEvery,
    signal,
    onProgress: (progress) => onProgress?.({ ...progress, preview: () => finish(progress.preview()) }),
  });
  const sizes = levels.map(({ side, iterations }) => ({ side, iterations }));
  return { ...painted, image: finish(painted.image), sizes, ...record, ...countOf(faces) };
}

/** What it begins with, and what becomes of the result of the last level. */
interface Begin {
  picture: NonNullable<OptimiseRequest['start']>;
  goneOn: (image: Image) => Image;
}

/** A start that the changes are added to is needed where a painting is gone on with, too. */
async function startOf(request: PaintRequest, high: HighPlan, faces: readonly Face[]): Promise<Begin> {
  const make = () => startFor(request, high, faces);
  if (!high.handedOn) return { picture: make, goneOn: (image) => image };
  const picture = await make();
  if (typeof picture !== 'object') return { picture, goneOn: (image) => image };
  const { before, goneOn } = handedOn(withoutAxes(picture, WAVES), high.levels.at(-1)!);
  return { picture: before, goneOn };
}
