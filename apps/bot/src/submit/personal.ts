import { LIMITS } from '@atelier/contract/limits.ts';
import { ORDER, type Quality } from '@atelier/contract/order.ts';
import { type Person, readPerson } from '@atelier/queue/people.ts';
import type { Bot } from '../reply/bot.ts';
import { type Answered, type Deferral, soon } from '../reply/handler.ts';
import { type BotTexts, fill } from '../words.ts';
import type { Written } from './style-options.ts';

/** What a person decided for their own orders, where one does not say. */

/** Any deferral, but in private for a person who usually wants that, or of whom it is not known in time. */
export async function deferAsPerson(
  { user }: Answered,
  bot: Bot,
  otherwise: Promise<Deferral>,
): Promise<Deferral> {
  const [person, deferral] = await Promise.all([
    soon(readPerson(bot.workshop, user.id)).catch(() => null),
    otherwise,
  ]);
  return person?.private === false ? deferral : 'private';
}

export function withStrength(written: Written, { strength }: Person): Written {
  return { ...written, strength: written.strength ?? strength };
}

/** A person's usual size, as far as the quality goes: only a size that was asked for is refused. */
export function withSize<Painted extends { size: number | null; quality: Quality }>(
  order: Painted,
  written: Written,
  { size }: Person,
): Painted {
  if (size === null || (written.size ?? null) !== null) return order;
  return { ...order, size: Math.min(size, LIMITS.longestSide[order.quality]) };
}

/** The value of a form's choice that leaves the quality to preset, person and server. */
export const AUTOMATIC = 'auto';

/**
 * The qualities as a form offers them, what comes without a choice marked. `usual`: the person's or the server's, null:
 * fast where the preset can.
 */
export function qualityOptions(
  { form, marked }: BotTexts,
  { usual, chosen }: { usual: Quality | null; chosen: string },
): { value: string; label: string; default: boolean }[] {
  const options =
    usual === 'high'
      ? [
          { value: 'fast', label: form.fast },
          { value: AUTOMATIC, label: fill(marked, { value: form.high }) },
        ]
      : [
          { value: AUTOMATIC, label: fill(marked, { value: form.automatic }) },
          ...ORDER.quality.of.map((value) => ({ value, label: form[value] })),
        ];
  const shown = usual === 'high' && chosen === 'high' ? AUTOMATIC : chosen;
  return options.map((option) => ({ ...option, default: option.value === shown }));
}
