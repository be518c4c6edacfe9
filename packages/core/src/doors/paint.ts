/**
 * Painting: a photo, a style and an engine go in; a picture with its losses comes out.
 *
 * @module paint
 */
export { ORDER, type Order, QUALITIES, type Quality } from '@atelier/contract/order.ts';
export type { ColourModeName } from '../images/colour-modes.ts';
export type { Pooling } from '../networks/network.ts';
export {
  CONTENT_FORMS,
  type ContentForm,
  STYLE_FORMS,
  type StyleForm,
} from '../objective/objective.ts';
export {
  OPTIMISER_NAMES,
  OPTIMISER_OPTIONS,
  type OptimiserName,
  type OptimiserOptions,
} from '../optimisers/options.ts';
export type { Painting, PaintingWarning } from '../report/painting.ts';
export type { LossRow, Progress } from '../report/progress.ts';
export { decodedSideOf, decodedStyleSideOf, OPTIONS, STROKES, type Strokes } from '../transfer/options.ts';
export { paint, paintRequest } from '../transfer/paint.ts';
export { MARGIN, type Prediction, predict } from '../transfer/predict.ts';
export {
  type Ingredient,
  type LayerWeight,
  MIXES,
  type Mix,
  type ObjectiveOptions,
  type PaintRequest,
  type Region,
  type ScheduleOptions,
  type Start,
  type StyleChoice,
  type Tuning,
} from '../transfer/request.ts';
