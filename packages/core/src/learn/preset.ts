import { AtelierError } from '../errors.ts';
import { formatPreset } from '../styles/preset-file.ts';
import { storedStyleOf } from '../styles/preset-sizes.ts';
import { type LearnRequest, type Learnt, learn } from './learn.ts';

/** What its author says of a preset; shown in menus and searched. */
export interface PresetAbout {
  title: string;
  artist: string;
  year: string;
  moods: readonly string[];
}

export interface LearntPreset extends Learnt {
  /** the preset's file, see styles/preset-file.ts */
  bytes: Uint8Array;
}

/**
 * A painting as a preset for both qualities: its statistics, and the style vector that is learnt. Errors: those of
 * `learn`.
 * @example
 * const networks = { network: await perceptual(), transform: await transform() };
 * const about = { title: 'Mine', artist: '', year: '', moods: ['calm'] };
 * const { bytes } = await learnPreset({ engine, ...networks, painting, photos }, about);
 * await writePreset('presets', 'mine', bytes);
 */
export async function learnPreset(request: LearnRequest, about: PresetAbout): Promise<LearntPreset> {
  const { engine, network, transform, painting } = request;
  const style = await storedStyleOf(engine, network, painting);
  const learnt = await learn(request);
  const { title, artist, year, moods } = about;
  const metadata = { transform: transform.digest, title, artist, year, moods: moods.join(', ') };
  if (!learnt.vector.every(Number.isFinite)) {
    throw new AtelierError('internal', {}, new Error('the style vector is not finite'));
  }
  return { ...learnt, bytes: formatPreset(style, network.digest, { vector: learnt.vector, metadata }) };
}
