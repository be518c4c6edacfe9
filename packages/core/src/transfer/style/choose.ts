import { OWN_STYLE } from '@atelier/contract/order.ts';
import type { Engine } from '../../engines/engine.ts';
import { AtelierError } from '../../errors.ts';
import type { Image } from '../../images/image.ts';
import type { Network } from '../../networks/network.ts';
import { anyStyle } from '../../networks/predictor.ts';
import type { TransformNetwork } from '../../networks/transform.ts';
import { STYLE_LAYERS } from '../../objective/objectives.ts';
import { findPreset } from '../../styles/catalogue.ts';
import { imageStyle } from '../../styles/image-style.ts';
import { predictedVector } from '../../styles/predict-style.ts';
import { loadPreset, vectorOfPreset } from '../../styles/preset-file.ts';
import { mixStyles, mixVectors, type Style, sharesOf, type WeightedStyle } from '../../styles/style.ts';
import { predictor, presetsFit } from '../networks.ts';
import { checkedName, checkedNumber, OPTIONS } from '../options.ts';
import { type Ingredient, MIXES, type PaintRequest, type StyleChoice } from '../request.ts';
import type { StylePart } from './parts.ts';

/** What a style is taken with. */
export interface StyleView {
  engine: Engine;
  network: Network;
  layers: readonly string[];
  /** degrees, clockwise */
  rotation: number;
  /** those of the layers whose places are matched; absent: none */
  matched?: readonly string[];
  /** what becomes of each picture first; undefined: nothing */
  prepare?: ((painting: Image) => Image) | undefined;
}

/** The ingredients of a choice; `option.invalid` where there are none. */
export function ingredientsOf({ preset, styles = [], blend, ingredients = [] }: StyleChoice): Weighted[] {
  const share = checkedNumber('share', blend?.share ?? OPTIONS.share.default, OPTIONS.share);
  const own = styles.map((image) => ({ image, weight: 1 / styles.length }));
  const first = own.length === 0 && preset !== undefined ? [{ preset, weight: 1 }] : own;
  if (ingredients.length > 0 && first.length > 0) throw styleExpected('both');
  const chosen = ingredients.length > 0 ? ingredients : first;
  if (chosen.length === 0) throw styleExpected('none');
  const weighted = chosen.map(({ weight = OPTIONS.weight.default, ...rest }) => {
    return { ...rest, weight: checkedNumber('weight', weight, OPTIONS.weight) } as Weighted;
  });
  if (!weighted.some(({ weight }) => weight > 0)) throw styleExpected('weights of 0 alone');
  if (blend === undefined) return weighted;
  const shares = sharesOf(weighted);
  const rest = weighted.map((part, i) => ({ ...part, weight: shares[i]! * (1 - share) }));
  return [...rest, { preset: blend.preset, weight: share }];
}

type Weighted = Ingredient & { weight: number };

/** The styles for high quality, and for the losses of fast: one, or with `sum` several. */
export async function stylesOf(choice: StyleChoice, view: StyleView): Promise<StylePart[]> {
  const mix = checkedName('mix', choice.mix ?? MIXES[0], MIXES);
  const parts: WeightedStyle[] = [];
  for (const ingredient of ingredientsOf(choice)) {
    parts.push({ style: await styleOf(ingredient, view), weight: ingredient.weight });
  }
  if (mix === 'interpolate') return [{ style: mixStyles(parts), weight: 1 }];
  const shares = sharesOf(parts);
  return parts.map(({ style }, i) => ({ style, weight: shares[i]! })).filter(({ weight }) => weight > 0);
}

/** The style of a single ingredient. */
export async function styleOf(ingredient: Ingredient, view: StyleView): Promise<Style> {
  const { engine, network, layers, rotation, matched = [], prepare = (image: Image) => image } = view;
  if ('image' in ingredient)
    return imageStyle(engine, network, layers, [prepare(ingredient.image)], { rotation, matched });
  const { name } = findPreset(ingredient.preset);
  const reason = await whyNot(view);
  if (reason === undefined) return loadPreset(name, network.digest);
  throw new AtelierError('option.invalid', {
    option: 'the style',
    expected: `the painting itself, since a preset holds no picture and cannot be ${reason},`,
    received: `the preset ${name}`,
  });
}

async function whyNot({
  network,
  layers,
  rotation,
  matched = [],
  prepare,
}: StyleView): Promise<string | undefined> {
  if (!(await presetsFit(network)))
    return `looked at by another network or pooling than it was made for (${network.name}, ${network.pooling})`;
  const other = layers.find((layer) => !STYLE_LAYERS.some((stored) => stored === layer));
  if (other !== undefined) return `looked at in ${other}, only in ${STYLE_LAYERS.join(', ')}`;
  if (rotation % 360 !== 0) return 'rotated';
  if (matched.length > 0) return 'matched place by place';
  return prepare && 'given other colours';
}

/** Names of the presets among the styles of a picture and its regions. */
export function presetsIn({
  regions = [],
  ...choice
}: StyleChoice & Pick<PaintRequest, 'regions'>): string[] {
  const rest = hasStyle(choice) ? ingredientsOf(choice).filter(({ weight }) => weight > 0) : [];
  const all = [...rest, ...regions.map(({ style }) => style)];
  return all.flatMap((style) => (style !== null && 'preset' in style ? [style.preset] : []));
}

/** Whether a style was named at all: beside regions that may be left out. */
export function hasStyle({ preset, styles = [], blend, ingredients = [] }: StyleChoice): boolean {
  return preset !== undefined || blend !== undefined || styles.length + ingredients.length > 0;
}

/** Whether a picture of the person's own is among the styles of what no region covers. */
export function hasPicture(choice: StyleChoice): boolean {
  return hasStyle(choice) && ingredientsOf(choice).some((part) => part.weight > 0 && 'image' in part);
}

/** What style vectors are found with: the transform network, and what a picture's is predicted by. */
export interface VectorSource {
  engine: Engine;
  transform: TransformNetwork;
  /** the shipped loss network */
  network: Network;
}

/** The style for fast quality; `preset.no-fast` when the network has not learnt it, nor can predict it. */
export async function vectorOf(source: VectorSource, choice: StyleChoice): Promise<Float32Array> {
  const parts = ingredientsOf(choice).filter(({ weight }) => weight > 0);
  const vectors: Float32Array[] = [];
  for (const part of parts) vectors.push(await vectorOfPart(source, part));
  return mixVectors(vectors, sharesOf(parts));
}

async function vectorOfPart(source: VectorSource, ingredient: Ingredient): Promise<Float32Array> {
  const { transform: network } = source;
  if ('image' in ingredient && anyStyle()) {
    return predictedVector({ ...source, predictor: await predictor() }, ingredient.image);
  }
  const preset = 'preset' in ingredient ? findPreset(ingredient.preset).name : undefined;
  const vector = preset && (await vectorOfPreset(network, preset));
  if (vector) return vector;
  const data = {
    preset: preset ?? OWN_STYLE,
    kind: preset === undefined ? 'own' : 'other',
    presets: [...network.styles.keys()].join(', '),
  };
  throw new AtelierError('preset.no-fast', data);
}

function styleExpected(received: string): AtelierError {
  const expected = 'a preset or a style picture, or several of them with weights';
  return new AtelierError('option.invalid', { option: 'the style', expected, received });
}
