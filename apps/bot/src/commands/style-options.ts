import { AtelierError } from '@atelier/jobs/errors.ts';
import { LIMITS } from '@atelier/jobs/limits.ts';
import { OPTIONS } from '@atelier/jobs/options.ts';
import { anyStyle } from '@atelier/jobs/presets.ts';
import { OWN_STYLE } from '@atelier/jobs/request.ts';
import type { Order } from '../orders/request.ts';
import { WORDS } from '../words.ts';
import { type Quality, resolvePreset, resolveQuality } from './preset-option.ts';

const names = WORDS.commands.style;

/** What a person wrote into a command or chose in a form; null or absent: nothing. */
export interface Written {
  /** a preset, or `OWN_STYLE` where a style picture is attached */
  preset: string;
  quality: string | null;
  strength?: number | null;
  blend?: string | null;
  blendShare?: number | null;
  keepColours?: boolean | null;
  size?: number | null;
}

/**
 * How to paint, checked. `usual`: the server's quality where none was chosen.
 * Errors: preset.unknown, preset.no-fast, option.invalid. Discord's own client lets numbers outside their range
 * not through; a forged interaction may.
 */
export function painting(written: Written, usual: Quality | null = null): Omit<Order, 'fileName'> {
  const own = written.preset === OWN_STYLE;
  // high quality is better at a picture that no network has learnt: fast only for those who ask for it
  const predicted = written.quality === 'fast' && anyStyle();
  const preset = own ? { name: OWN_STYLE, fast: predicted } : resolvePreset(written.preset);
  const { blend: second = null, blendShare = null } = written;
  if (second === null && blendShare !== null) {
    throw invalid(names.blend.name, `a second style beside ${names.blendShare.name}`, '–');
  }
  const blend = second === null ? null : resolvePreset(second);
  const slower = blend !== null && !blend.fast ? blend : preset;
  const quality = resolveQuality(slower, written.quality, usual);
  return {
    preset: preset.name,
    quality,
    blend: blend?.name ?? null,
    blendShare: percent('blendShare', blendShare),
    strength: percent('strength', written.strength ?? null),
    keepColours: written.keepColours ?? false,
    size: sizeOf(quality, written.size ?? null),
  };
}

function sizeOf(quality: Quality, size: number | null): number | null {
  const { min } = OPTIONS.size[quality];
  return size === null ? null : within(names.size.name, size, min, LIMITS.longestSide[quality]);
}

/** A number of per cent, or what is usual where none was given. */
function percent(option: 'strength' | 'blendShare', value: number | null): number {
  const { least, most, usual } = LIMITS[option];
  return within(names[option].name, value ?? usual, least, most);
}

function within(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(option, `a whole number from ${least} to ${most}`, String(value));
}

function invalid(option: string, expected: string, received: string): AtelierError {
  return new AtelierError('option.invalid', { option, expected, received });
}
