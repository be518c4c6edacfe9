import { InvalidArgumentError } from 'commander';

/** Tells the exit code, where it is another than 0. */
export type Exit = (code: number) => void;

/** Readers of options' values, which throw what commander shows. */
export function wholeNumber(minimum: number, maximum: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
  };
}

/** Also 1e-5 and -30; the library knows the ranges. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

/** For an option that may be given several times. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** Help with what may be given, and what counts where nothing is: `… (0–100; 70 without)`. */
export function ranged(
  help: string,
  { min, max, default: usual }: { min?: number; max?: number; default?: unknown },
): string {
  const told = [
    min === undefined ? '' : `${short(min)}–${short(max!)}`,
    usual === undefined || usual === null ? '' : `${usual} without`,
  ].filter(Boolean);
  return told.length === 0 ? help : `${help} (${told.join('; ')})`;
}

/** 1000000000000 → 1e12 */
function short(value: number): string {
  const exponent = value.toExponential().replace('e+', 'e');
  return value >= 1e6 && exponent.length < 5 ? exponent : String(value);
}
