import { InvalidArgumentError } from 'commander';

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
