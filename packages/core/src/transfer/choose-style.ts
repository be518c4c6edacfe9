import type { Engine } from '../engines/engine.ts';
import { AtelierError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import type { Network } from '../networks/network.ts';
import type { TransformNetwork } from '../networks/transform.ts';
import { findPreset } from '../styles/catalogue.ts';
import { imageStyle } from '../styles/image-style.ts';
import { loadPreset } from '../styles/preset-file.ts';
import { blendStyles, type Style } from '../styles/style.ts';
import { blendVectors } from '../styles/vector.ts';
import { checkedNumber, OPTIONS, STYLE_LAYERS } from './options.ts';

/** What somebody wants it to look like: a preset or pictures of their own, and perhaps a second preset. */
export interface StyleChoice {
  /** name of a preset; or else `styles` */
  preset?: string;
  /** style pictures of the user's own; only for high quality; several are averaged */
  styles?: readonly Image[];
  /** a second preset that is mixed in; its share: see OPTIONS.share */
  blend?: { preset: string; share?: number };
}

/** The style for high quality, and for the losses of fast. */
export async function styleOf(engine: Engine, network: Network, choice: StyleChoice): Promise<Style> {
  const { preset, styles, blend } = choice;
  const load = async (name: string) => loadPreset(findPreset(name).name, network.digest);
  const share = shareOf(choice);
  let style: Style;
  if (hasOwn(choice)) style = imageStyle(engine, network, STYLE_LAYERS, styles!);
  else if (preset !== undefined) style = await load(preset);
  else {
    throw new AtelierError('option.invalid', {
      option: 'preset',
      expected: 'a preset or a style picture',
      received: 'none',
    });
  }
  return blend === undefined ? style : blendStyles(style, await load(blend.preset), share);
}

/** The style for fast quality; `preset.no-fast` when the network has not learnt it. */
export function vectorOf({ styles: known }: TransformNetwork, choice: StyleChoice): Float32Array {
  const { preset, blend } = choice;
  const find = (name: string | undefined) => {
    const vector = name === undefined ? undefined : known.get(name);
    if (vector !== undefined) return vector;
    const data = { preset: name ?? 'your own picture', presets: [...known.keys()].join(', ') };
    throw new AtelierError('preset.no-fast', data);
  };
  const vector = find(hasOwn(choice) ? undefined : preset);
  return blend === undefined ? vector : blendVectors(vector, find(blend.preset), shareOf(choice));
}

function hasOwn({ styles }: StyleChoice): boolean {
  return styles !== undefined && styles.length > 0;
}

function shareOf({ blend }: StyleChoice): number {
  return checkedNumber('share', blend?.share ?? OPTIONS.share.default, OPTIONS.share);
}
