/**
 * The presets by name: those that ship, and a folder of one's own. Light: loads no engine.
 *
 * @module presets
 */
export { creditOf, findPreset, PRESETS, type Preset, presets, searchPresets } from '../styles/catalogue.ts';
export { type OwnPresets, ownPresets, PRESET_NAME, useOwnPresets } from '../styles/catalogue-own.ts';
export { checkNewName, removePreset, writePreset } from '../styles/catalogue-write.ts';
export { type PresetFolder, presetFolder } from '../styles/preset-folder.ts';
