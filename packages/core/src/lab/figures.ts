import type { Figure } from './figure.ts';
import { deepDream, maps, patches } from './figures/inside.ts';
import { contentLayers, styleDepth, styleLayers } from './figures/layers.ts';
import { extractors, pooling } from './figures/networks.ts';
import { lossTable, optimisers } from './figures/optimisers.ts';
import { popping } from './figures/popping.ts';
import { interpolation, styleRotation, styleScale, twoStyles } from './figures/style-picture.ts';
import { normalisation, trainingTradeOff } from './figures/trained.ts';
import { baseline, start, tradeOff } from './figures/transfer.ts';

/** Every experiment, in the order of the page. A new one is a row here. */
export const FIGURES: readonly Figure[] = [
  contentLayers,
  styleLayers,
  baseline,
  start,
  tradeOff,
  styleDepth,
  extractors,
  pooling,
  optimisers,
  lossTable,
  styleScale,
  styleRotation,
  twoStyles,
  interpolation,
  normalisation,
  trainingTradeOff,
  deepDream,
  maps,
  patches,
  popping,
];
