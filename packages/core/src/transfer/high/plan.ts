import { ORDER } from '@atelier/contract/order.ts';
import { AtelierError } from '../../errors.ts';
import { COLOUR_MODES, type ColourMode, type ColourModeName } from '../../images/colour-modes.ts';
import type { Image } from '../../images/image.ts';
import type { Network } from '../../networks/network.ts';
import { layersOf, type Objective } from '../../objective/objective.ts';
import { COARSE_TO_FINE, HANDED_ON } from '../../objective/objectives.ts';
import { matchedLayers } from '../../objective/style-forms.ts';
import type { OptimiserOptions } from '../../optimisers/options.ts';
import { OPTIMISER_NAMES, OPTIMISER_OPTIONS } from '../../optimisers/options.ts';
import { lossNetwork } from '../networks.ts';
import { checked, checkedName, checkedNumber, OPTIONS, STROKE_SCALE, STROKES } from '../options.ts';
import type { PaintRequest } from '../request.ts';
import { withContent } from '../strength.ts';
import { presetsIn } from '../style/choose.ts';
import { type RegionPlan, regionPlan } from '../style/regions.ts';
import { leastRichness, withRichness } from '../style/richness.ts';
import { takeOf } from '../take.ts';
import { type FastStart, fastStart } from './fast-start.ts';
import { objectiveFrom } from './objective-options.ts';
import { isHandedOn, pyramid } from './pyramid.ts';

/** What high quality will do: all that was asked for, understood and in its range, and nothing computed yet. */
export interface HighPlan extends FastStart {
  network: Network;
  /** before strength, and without the several styles */
  objective: Objective;
  styles: RegionPlan;
  /** longer side of the paintings for a level whose longer side is 1 */
  styleScale: number;
  optimiser: OptimiserOptions | undefined;
  colours: ColourMode;
  traceEvery: number;
}

/**
 * Content of a painting whose changes are handed on: the fast painting's finest strokes are the photo's, too. About as much
 * of the photo stays then as in version 0.1.0.
 */
const CONTENT_BELOW = 0.66;

/**
 * longSide: of the result, in pixels; handsOn: false: painted at the end size, as a clip's frames are. Errors:
 * `option.invalid`, `preset.*`, see lossNetwork.
 */
export async function highPlan(
  request: PaintRequest,
  longSide: number,
  { handsOn = true } = {},
): Promise<HighPlan> {
  const { engine, photo, tuning = {} } = request;
  const traceEvery = within('traceEvery', request.traceEvery, checked);
  const named = STROKE_SCALE[checkedName('strokes', request.strokes ?? 'medium', STROKES)];
  const broader = named * takeOf(request.take).strokes;
  const styleScale = (broader * within('styleScale', tuning.styleScale, checkedNumber)) / 100;
  const rotation = within('styleRotation', tuning.styleRotation, checkedNumber);
  const network = await lossNetwork(tuning);
  const usual = objectiveFrom(tuning.objective ?? {}, network, isMatching(request));
  const optimiser = tuning.optimiser && checkedOptimiser(tuning.optimiser);
  const colours = colourMode(request.keepColours);
  const fast = await fastStart(request, colours);
  const prepare = colours.painting && ((painting: Image) => colours.painting!(painting, photo));
  const matched = matchedLayers(usual.style);
  const view = { engine, network, layers: layersOf(usual.style), rotation, matched, prepare };
  const plan = await regionPlan(request, longSide, view);
  const styles = { ...plan, parts: await withRichness(plan.parts) };
  const levels = pyramid(photo.width, photo.height, longSide, {
    ...tuning.schedule,
    // where there is little to paint, coarse levels would only blur the photo
    begun: fast !== undefined || leastRichness(styles.parts) < 1,
    handsOn: handsOn && fast !== undefined,
  });
  const start = { fast, levels, longSide, handedOn: isHandedOn(levels, longSide) };
  const below = start.handedOn ? { ...withContent(usual, CONTENT_BELOW), ...HANDED_ON } : usual;
  const objective = levels.length > 1 ? { ...usual, ...COARSE_TO_FINE } : below;
  return { network, objective, styles, styleScale, ...start, optimiser, colours, traceEvery };
}

/**
 * Whether each place takes from its like: unless something else was asked for, with pictures of one's own, of which alone
 * there are places. Errors: `option.invalid` where that was asked for of a preset.
 */
function isMatching(request: PaintRequest): boolean {
  const { match = null, tuning: { objective = {} } = {} } = request;
  if (match !== null && checkedName('match', match, ORDER.match.of) === 'statistics') return false;
  const [preset] = presetsIn(request);
  if (preset !== undefined && match !== null) {
    throw new AtelierError('option.invalid', { option: 'match', kind: 'own-picture', received: preset });
  }
  const { styleForm = 'covariance', styleLayers } = objective;
  const isUsual = styleForm === 'covariance' && styleLayers === undefined;
  return match !== null || (preset === undefined && isUsual);
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

/** The options of an optimiser, each in its range, or `option.invalid`. */
function checkedOptimiser(options: OptimiserOptions): OptimiserOptions {
  const { optimiser = 'lbfgs', rate, ...others } = options;
  const name = checkedName('optimiser', optimiser, OPTIMISER_NAMES);
  if (rate !== undefined) {
    if (name === 'lbfgs') {
      const expected = 'adam, adagrad or sgd beside a learning rate';
      throw new AtelierError('option.invalid', {
        option: 'optimiser',
        expected,
        received: 'lbfgs, which finds its steps',
      });
    }
    checkedNumber('rate', rate, OPTIMISER_OPTIONS.rate[name]);
  }
  for (const [option, value] of Object.entries(others)) {
    const check = WHOLE.has(option) ? checked : checkedNumber;
    if (value !== undefined) check(option, value, OPTIMISER_OPTIONS[option as keyof typeof others]);
  }
  return options;
}

const WHOLE: ReadonlySet<string> = new Set(['history', 'plateau'] satisfies (keyof OptimiserOptions)[]);
