import {
  type AskedOption,
  OPTION_NAMES,
  type OptionName,
  ORDER,
  type Order,
} from '@atelier/contract/order.ts';
import { ORDER_TEXTS } from '@atelier/discord/texts/order.ts';
import { type Command, Option } from 'commander';
import { ranged, wholeNumber } from './arguments.ts';

/** Options of the order that the command line spells in its own way, as it knows more of them than Discord. */
type OwnSpelling = 'preset' | 'blend' | 'blendShare' | 'keepColours';
const OWN_SPELLING: ReadonlySet<OptionName> = new Set(['preset', 'blend', 'blendShare', 'keepColours']);

/** The others, as they were typed. */
export type OrderFlags = Partial<Omit<Order, OwnSpelling | 'quality'>> & Pick<Order, 'quality'>;

type Flag = Exclude<OptionName, OwnSpelling>;
const FLAGS = OPTION_NAMES.filter((name): name is Flag => !OWN_SPELLING.has(name));

/** Help that is worded for a terminal; the others say what `/style` says. */
const HELP: Partial<Record<OptionName, string>> = {
  quality: 'fast: one pass; high: optimised',
  size: 'longer side of the result in pixels',
  strength: '0: the photo, 100: nearly pure style',
  seed: 'the same seed gives the same picture',
  take: 'another painting of the same: other strokes, the other way round',
  sheet: 'the four takes that follow, small, on one sheet',
};

/** Adds a flag for each option of the order: `--brush-size` for `brushSize`. */
export function addOrderFlags(command: Command): Command {
  for (const name of FLAGS) {
    const option = ORDER[name];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const help = HELP[name] ?? (isAsked(name) ? ORDER_TEXTS[name].en.description : '');
    switch (option.kind) {
      case 'choice': {
        // the texts of Discord say it already
        const usual = HELP[name] === undefined || name === 'quality' ? undefined : option.default;
        const words = new Option(`${flag} <${name}>`, ranged(help, { default: usual })).choices(option.of);
        // who paints at a terminal has the time
        command.addOption(name === 'quality' ? words.default('high') : words);
        break;
      }
      case 'whole': {
        const [unit, range] = [UNITS[option.unit], RANGES[name] ?? option];
        command.option(
          `${flag} <${unit}>`,
          ranged(help, { ...option, ...USUAL[name] }),
          wholeNumber(range.min, range.max),
        );
        break;
      }
      default:
        command.option(flag, help);
    }
  }
  return command;
}

const isAsked = (name: OptionName): name is AskedOption => !('asked' in ORDER[name]);

/** What stands for a number in the help. */
const UNITS: Readonly<Record<string, string>> = { pixels: 'px', 'per cent': 'percent', number: 'n' };

/** Where what is usual depends on more than the order. */
const USUAL: Partial<Record<OptionName, { default: string }>> = {
  size: { default: '512 in high quality, 1024 in fast, but not larger than the photo,' },
};

/** Ranges that depend on more than the number: the library refuses, and says why. */
const RANGES: Partial<Record<OptionName, { min: number; max: number }>> = { size: { min: 1, max: 100_000 } };

/** The order in what was typed. */
export function orderFlagsOf(flags: OrderFlags): OrderFlags {
  return Object.fromEntries(FLAGS.map((name) => [name, flags[name]])) as OrderFlags;
}
