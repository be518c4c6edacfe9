import { type Order, unusualOptions } from '@atelier/contract/order.ts';
import type { Painting } from './painting.ts';

/** What was asked for and what came of it, as far as it shows in the picture. */
export interface HowMade
  extends Partial<Omit<Order, 'preset' | 'quality' | 'strength' | 'blend' | 'keepColours' | 'seed'>>,
    Pick<Order, 'quality' | 'strength'>,
    Pick<Painting, 'keptFaces' | 'seed' | 'network' | 'version'> {
  /** undefined: a picture of the person's own */
  preset?: string | undefined;
  blend?: { preset: string; share: number } | undefined;
  /** how, or true: the usual way */
  keepColours: boolean | string;
  /** further options as the command line takes them */
  settings?: string;
}

/** Digits of the network's digest: enough to tell any two, short enough to read. */
const DIGITS = 12;

/**
 * One line for a picture's metadata, from which it can be painted again. ASCII. For example
 * `preset starry-night, blend great-wave 0.5, quality high, strength 70, seed 1, network 0f3c…, Atelier 0.1.0`.
 */
export function howMade(made: HowMade): string {
  const { preset, blend, quality, strength, keepColours, keptFaces, settings, seed, network, version } = made;
  return [
    preset === undefined ? 'own style picture' : `preset ${preset}`,
    blend && `blend ${blend.preset} ${blend.share}`,
    `quality ${quality}`,
    `strength ${strength}`,
    keepColours && (keepColours === true ? 'colours of the photo' : `colours of the photo (${keepColours})`),
    keptFaces && 'faces kept',
    ...unusualOptions(made).map(([name, value]) =>
      value === true ? words(name) : `${words(name)} ${value}`,
    ),
    settings,
    `seed ${seed}`,
    network && `network ${network.slice(0, DIGITS)}`,
    version && `Atelier ${version}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** `brushSize` → `brush size` */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
