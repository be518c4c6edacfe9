import { LIMITS } from '@atelier/contract/limits.ts';
import { ASKED_OPTIONS, type AskedOption, ORDER, OWN_STYLE, type Quality } from '@atelier/contract/order.ts';
import { Order, whyInvalid } from '@atelier/contract/order-schema.ts';
import { anyStyle } from '@atelier/core/networks/predictor.ts';
import type { Place } from '@atelier/core/styles/catalogue.ts';
import { ORDER_TEXTS } from '@atelier/discord/texts/order.ts';
import type { ChatInputCommandInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { resolvePreset, resolveQuality } from './preset-option.ts';

/** What a person wrote into a command or chose in a form; null or absent: nothing. */
export type Written = { preset: string } & {
  [K in Exclude<AskedOption, 'preset'>]?: Widened<Order[K]> | null;
};
type Widened<Value> = Value extends string ? string : Value;

/** What `/style` was given. `preset`: `OWN_STYLE` where a style picture is attached, whatever was written. */
export function writtenIn(options: ChatInputCommandInteraction['options'], preset: string): Written {
  const given = ASKED_OPTIONS.map((option) => [option, valueIn(options, option)]);
  return { ...Object.fromEntries(given), preset };
}

function valueIn(options: ChatInputCommandInteraction['options'], option: AskedOption) {
  const { name } = ORDER_TEXTS[option].en;
  switch (ORDER[option].kind) {
    case 'whole':
      return options.getInteger(name);
    case 'flag':
      return options.getBoolean(name);
    default:
      return options.getString(name);
  }
}

/**
 * How to paint, checked. `usual`: the server's quality where none was chosen; `place`: where it is ordered.
 * Errors: preset.unknown, preset.no-fast, option.invalid. Discord's own client lets numbers outside their range
 * not through; a forged interaction may.
 */
export function painting(written: Written, usual: Quality | null = null, place?: Place): Omit<Order, 'seed'> {
  const own = written.preset === OWN_STYLE;
  const preset = own ? { name: OWN_STYLE, fast: anyStyle() } : resolvePreset(written.preset, place);
  const { blend: second = null } = written;
  if (second === null && (written.blendShare ?? null) !== null) {
    const names = { option: ORDER_TEXTS.blend.en.name, beside: ORDER_TEXTS.blendShare.en.name };
    throw new AtelierError('option.invalid', { ...names, kind: 'missing-blend', received: '' });
  }
  const blend = second === null ? null : resolvePreset(second, place);
  const slower = blend !== null && !blend.fast ? blend : preset;
  // who asks for what only one quality has asks for that quality
  const asked = written.quality ?? (written.match === 'meaning' ? 'high' : null);
  const quality = resolveQuality(slower, asked, usual);
  const given = Object.entries(written).filter(([, value]) => value !== null);
  const chosen = { preset: preset.name, quality, blend: blend?.name };
  const order: Record<string, unknown> = { ...Object.fromEntries(given), ...chosen };
  for (const option of ASKED_OPTIONS) {
    const invalid = whyInvalid(option, order[option], ORDER_TEXTS[option].en.name);
    if (invalid !== null) throw new AtelierError('option.invalid', invalid);
  }
  refuseTooLarge(quality, written.size ?? null);
  if (written.match === 'meaning') refuseMatch(quality, [preset.name, blend?.name ?? OWN_STYLE]);
  return AskedOrder.parse(order);
}

const AskedOrder = Order.omit({ seed: true });

/** Places are matched in high quality, and with pictures of one's own alone. */
function refuseMatch(quality: Quality, styles: readonly string[]): void {
  const preset = styles.find((style) => style !== OWN_STYLE);
  if (preset === undefined && quality === 'high') return;
  const option = ORDER_TEXTS.match.en.name;
  if (preset === undefined) {
    throw new AtelierError('option.invalid', { option, kind: 'high-only', received: quality });
  }
  throw new AtelierError('option.invalid', { option, kind: 'own-picture', received: preset });
}

/** What a quality paints at most here is less than what the engine can. */
function refuseTooLarge(quality: Quality, size: number | null): void {
  const max = LIMITS.longestSide[quality];
  if (size === null || size <= max) return;
  const data = {
    option: ORDER_TEXTS.size.en.name,
    kind: 'high-size',
    max,
    most: LIMITS.longestSide.fast,
    received: size,
  };
  throw new AtelierError('option.invalid', data);
}
