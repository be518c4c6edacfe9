import { AtelierError } from '@atelier/core/errors.ts';
import type { Command } from 'commander';

/** Flags that are called otherwise than the library’s options. */
const FLAGS: Record<string, string> = { rate: 'learningRate', share: 'blend', start: 'from' };

/** The library names an option as in code; whoever typed it knows the flag. */
export function inFlags(error: AtelierError, command: Command | undefined): AtelierError {
  const { option } = error.data;
  if (error.code !== 'option.invalid' || command === undefined) return error;
  const flagOf = (name: string) => command.options.find((each) => each.attributeName() === name)?.long;
  const flag = flagOf(String(option)) ?? flagOf(FLAGS[String(option)] ?? '');
  return flag ? new AtelierError('option.invalid', { ...error.data, option: flag }, error) : error;
}
