/** Names and search of core's catalogue: light, so that the bot never loads sharp or an engine. */
export { anyStyle } from '@atelier/core/networks/predictor.ts';
export {
  creditOf,
  findPreset,
  PRESETS,
  type Preset,
  presets,
  searchPresets,
} from '@atelier/core/styles/catalogue.ts';
export { useOwnPresets } from '@atelier/core/styles/catalogue-own.ts';
