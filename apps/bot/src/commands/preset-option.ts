import { ORDER, OWN_STYLE, type Quality, whyInvalid } from '@atelier/contract/order.ts';
import { creditOf, type Preset, presets, searchPresets } from '@atelier/jobs/presets.ts';
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import { AtelierError } from '../errors.ts';
import type { BotTexts } from '../words.ts';

/** Discord shows at most 25 suggestions, each with a name of at most 100 characters. */
const MAX_CHOICES = 25;
const MAX_NAME = 100;

/** Names listed in a refusal: enough to choose from, short enough to read. */
const MAX_LISTED = 25;

type Choices = APIApplicationCommandOptionChoice<string>[];

/** What autocomplete offers for the text typed so far; for an empty text the first presets. */
export function presetChoices(typed: string, words: BotTexts): Choices {
  return searchPresets(typed, MAX_CHOICES).map((preset) => ({
    name: presetLabel(preset, words),
    value: preset.name,
  }));
}

/** The same with one's own picture, where there is room for it and it is what was typed. */
export function styleChoices(typed: string, words: BotTexts): Choices {
  const { ownStyle } = words.presets;
  const meant = ownStyle.toLowerCase().includes(typed.trim().toLowerCase());
  const own = meant ? [{ name: ownStyle, value: OWN_STYLE }] : [];
  return [...presetChoices(typed, words), ...own].slice(0, MAX_CHOICES);
}

/** A preset as one line of a menu. */
export function presetLabel(preset: Preset, { presets }: BotTexts): string {
  const { title, fast } = preset;
  const what = [title, creditOf(preset)].filter(Boolean).join(' · ');
  return shorten(fast ? what : `${what} · ${presets.highOnly}`);
}

/**
 * The preset a person meant. Whoever sends the command without taking a suggestion may write the name, the
 * title, or anything that only one preset answers to. Errors: preset.unknown.
 */
export function resolvePreset(written: string): Preset {
  const text = written.trim().toLowerCase();
  const all = presets();
  const named =
    all.find(({ name }) => name === text) ?? all.find(({ title }) => title.toLowerCase() === text);
  if (named) return named;
  const candidates = text === '' ? [] : searchPresets(text, 2);
  if (candidates.length === 1) return candidates[0]!;
  throw new AtelierError('preset.unknown', { preset: written, presets: listed(all) });
}

/**
 * The quality to paint in: what was chosen, otherwise `usual` (a server may have one), otherwise fast; but high
 * where the preset has no fast way and nobody asked for it.
 * Errors: preset.no-fast, option.invalid (Discord lets only the two choices through; a forged one is refused).
 */
export function resolveQuality(
  preset: Pick<Preset, 'name' | 'fast'>,
  chosen: string | null,
  usual: Quality | null = null,
): Quality {
  if (chosen === null) return preset.fast ? (usual ?? 'fast') : 'high';
  const quality = ORDER.quality.of.find((one) => one === chosen);
  if (quality === undefined) {
    throw new AtelierError('option.invalid', whyInvalid('quality', chosen) ?? {});
  }
  if (quality === 'fast' && !preset.fast) {
    const fast = listed(presets().filter((other) => other.fast));
    const kind = preset.name === OWN_STYLE ? 'own' : 'other';
    throw new AtelierError('preset.no-fast', { preset: preset.name, presets: fast, kind });
  }
  return quality;
}

function listed(presets: readonly Preset[]): string {
  const names = presets.slice(0, MAX_LISTED).map(({ name }) => name);
  return names.join(', ') + (presets.length > MAX_LISTED ? ' …' : '');
}

function shorten(text: string): string {
  return text.length <= MAX_NAME ? text : `${text.slice(0, MAX_NAME - 1)}…`;
}
