import { ORDER, OWN_STYLE, type Quality } from '@atelier/contract/order.ts';
import { whyInvalid } from '@atelier/contract/order-schema.ts';
import { oneLine } from '@atelier/contract/template.ts';
import {
  type Place,
  type Preset,
  presets,
  searchPresets,
  unknownPreset,
} from '@atelier/core/styles/catalogue.ts';
import { exactlyIn } from '@atelier/core/styles/preset-search.ts';
import { creditIn, titleIn, wordsOf } from '@atelier/core/styles/preset-words.ts';
import { languageOf } from '@atelier/discord/texts/locale.ts';
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { wordsFor } from '../words.ts';

/** Discord shows at most 25 suggestions, each with a name of at most 100 characters. */
const MAX_CHOICES = 25;
const MAX_NAME = 100;

/** Names listed in a refusal: enough to choose from, short enough to read. */
const MAX_LISTED = 25;

type Choices = APIApplicationCommandOptionChoice<string>[];

/** Who is asked: the language, and where they are, as a server's own presets are offered there alone. */
export interface Asker {
  readonly locale: string;
  readonly guildId: Place;
}

/**
 * What autocomplete offers for the text typed so far; for an empty text the first presets. Of what fits, those that the
 * person likes come first.
 */
export function presetChoices(
  typed: string,
  { locale, guildId }: Asker,
  liked: readonly string[] = [],
): Choices {
  const found = likedFirst(searchPresets(typed, Number.POSITIVE_INFINITY, guildId), liked);
  return found.slice(0, MAX_CHOICES).map((preset) => ({
    name: presetLabel(preset, locale),
    value: preset.name,
  }));
}

/** The same with one's own picture, where there is room for it and it is what was typed. */
export function styleChoices(typed: string, asker: Asker, liked: readonly string[] = []): Choices {
  const { ownStyle } = wordsFor(asker.locale).presets;
  const meant = ownStyle.toLowerCase().includes(typed.trim().toLowerCase());
  const own = meant ? [{ name: ownStyle, value: OWN_STYLE }] : [];
  return [...presetChoices(typed, asker, liked), ...own].slice(0, MAX_CHOICES);
}

/** Presets, those of these names first, in their order; the others as they were. */
export function likedFirst(all: readonly Preset[], liked: readonly string[]): Preset[] {
  const place = ({ name }: Preset) => (liked.includes(name) ? liked.indexOf(name) : liked.length);
  return all.toSorted((a, b) => place(a) - place(b));
}

/** A preset as one line of a menu. */
export function presetLabel(preset: Preset, locale: string): string {
  const language = languageOf(locale);
  const what = [titleIn(preset, language), creditIn(preset, language)].filter(Boolean).join(' · ');
  const label = preset.fast ? what : `${what} · ${wordsFor(locale).presets.highOnly}`;
  return oneLine(label, MAX_NAME) || preset.name;
}

/**
 * The preset a person meant. Whoever sends the command without taking a suggestion may write the name, the
 * title in any language, or anything that only one preset answers to. Errors: preset.unknown, with what is written like it.
 */
export function resolvePreset(written: string, place?: Place): Preset {
  const text = written.trim().toLowerCase();
  const all = presets(place);
  const named =
    all.find(({ name }) => name === text) ??
    all.find((preset) => wordsOf(preset)[0].some((title) => title.toLowerCase() === text));
  if (named) return named;
  const candidates = text === '' ? [] : exactlyIn(all, text);
  if (candidates.length === 1) return candidates[0]!;
  throw unknownPreset(written, place);
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
