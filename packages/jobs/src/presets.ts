/** Names and search of core's catalogue: light, so that the bot never loads sharp or an engine. */
export { findPreset, PRESETS, type Preset, searchPresets } from '@atelier/core/styles/catalogue.ts';
