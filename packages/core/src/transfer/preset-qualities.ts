import type { Quality } from '@atelier/contract/order.ts';
import { AtelierError } from '../errors.ts';
import type { Preset } from '../styles/catalogue.ts';
import { loadPreset, vectorOfPreset } from '../styles/preset-file.ts';
import { perceptual, transform } from './networks.ts';

/** The qualities that a preset can be painted in: an own one may have been learnt with other networks than are here now. */
export async function qualitiesOf({ name, fast, own }: Preset): Promise<Quality[]> {
  if (!own) return fast ? ['fast', 'high'] : ['high'];
  const hasVector = fast && (await isUpToDate(vectorOfPreset(await transform(), name)));
  const hasStatistics = await isUpToDate(loadPreset(name, (await perceptual()).digest));
  return [...(hasVector ? ['fast' as const] : []), ...(hasStatistics ? ['high' as const] : [])];
}

async function isUpToDate(loaded: Promise<unknown>): Promise<boolean> {
  try {
    return (await loaded) !== undefined;
  } catch (error) {
    if (error instanceof AtelierError && error.code === 'preset.outdated') return false;
    throw error;
  }
}
