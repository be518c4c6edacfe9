import { COLOUR_MODES, type ColourMode, type ColourModeName } from '../images/colour-modes.ts';
import type { Image } from '../images/image.ts';
import { layersOf } from '../objective/objective.ts';
import { type StyleChoice, type StyleView, stylesOf } from './choose-style.ts';
import { finisher } from './finish.ts';
import { measure } from './measure.ts';
import { lossNetwork } from './networks.ts';
import { objectiveFrom } from './objective-options.ts';
import { onlyPhoto } from './only-photo.ts';
import { optimise } from './optimise.ts';
import { checked, checkedName, checkedNumber, OPTIONS } from './options.ts';
import type { Painted, PaintRequest, Prepared } from './paint.ts';
import { pyramid } from './pyramid.ts';
import { type RegionPlan, regionPlan } from './regions.ts';
import { withContent } from './strength.ts';
import { checkedOptimiser } from './tuning.ts';

/** Painting by optimisation. */
export async function paintHigh(request: PaintRequest, prepared: Prepared): Promise<Painted> {
  const { engine, photo, signal, onProgress, tuning = {} } = request;
  const { seed, plan, longSide } = prepared;
  const traceEvery = within('traceEvery', request.traceEvery, checked);
  const styleScale = within('styleScale', tuning.styleScale, checkedNumber);
  const rotation = within('styleRotation', tuning.styleRotation, checkedNumber);
  const { network, presetsFit } = await lossNetwork(tuning);
  const objective = objectiveFrom(tuning.objective ?? {}, network);
  const optimiser = tuning.optimiser && checkedOptimiser(tuning.optimiser);
  const levels = pyramid(photo.width, photo.height, longSide, tuning.schedule);
  const mode = colourMode(request.keepColours);
  const prepare = mode.painting && ((painting: Image) => mode.painting!(painting, photo));
  const view = { engine, network, layers: layersOf(objective.style), presetsFit, rotation, prepare };
  const { parts, kept } = await placesOf(request, prepared, view);

  const record = { network: network.digest };
  if (plan.painting === 0) {
    const lossesOf = (result: Image) => {
      return measure({ engine, network, objective, style: parts, photo, result });
    };
    return { ...(await onlyPhoto(request, prepared, lossesOf)), ...record };
  }
  const finish = finisher({ photo, painting: plan.painting, colours: mode.result, kept });
  const painted = await optimise({
    engine,
    network,
    objective: withContent(objective, plan.content),
    photo: mode.photo?.(photo) ?? photo,
    style: parts,
    styleScale: styleScale / 100,
    levels,
    seed,
    start: tuning.start,
    optimiser,
    traceEvery,
    signal,
    onProgress: (progress) => onProgress?.({ ...progress, preview: () => finish(progress.preview()) }),
  });
  return { ...painted, image: finish(painted.image), ...record };
}

/** Which style holds where. */
async function placesOf(request: PaintRequest, prepared: Prepared, view: StyleView): Promise<RegionPlan> {
  const { photo, regions = [], feather } = request;
  if (regions.length === 0) return { parts: await stylesOf(request, view), kept: undefined };
  const rest = hasStyle(request) ? await stylesOf(request, view) : [];
  return regionPlan({ regions, rest, photo, longSide: prepared.longSide, feather }, view);
}

/** Beside regions a style for the rest need not be there; half of one is refused where it is read. */
function hasStyle({ preset, styles = [], blend, ingredients = [] }: StyleChoice): boolean {
  return preset !== undefined || blend !== undefined || styles.length + ingredients.length > 0;
}

function colourMode(keep: boolean | ColourModeName | undefined): ColourMode {
  if (keep === undefined || keep === false) return {};
  const names = Object.keys(COLOUR_MODES) as ColourModeName[];
  return COLOUR_MODES[checkedName('keepColours', keep === true ? 'oklab' : keep, names)];
}

function within(
  option: 'traceEvery' | 'styleScale' | 'styleRotation',
  value: number | undefined,
  check: typeof checked,
): number {
  return check(option, value ?? OPTIONS[option].default, OPTIONS[option]);
}
