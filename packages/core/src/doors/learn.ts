/**
 * A painting as a preset of one's own, for both qualities.
 *
 * @module learn
 */
export type { LearnRequest, Learnt } from '../learn/learn.ts';
export { LEARN } from '../learn/options.ts';
export { type LearntPreset, learnPreset, type PresetAbout } from '../learn/preset.ts';
export { anyStyle, type Predictor } from '../networks/predictor.ts';
export type { TransformNetwork } from '../networks/transform.ts';
export { MAX_PAINTING_SIDE } from '../styles/preset-sizes.ts';
export { perceptual, predictor, transform } from '../transfer/networks.ts';
