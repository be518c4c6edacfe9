/**
 * The order: every option of a painting, written once. What `/style` registers and checks, the flags of the command
 * line, the row in Postgres, painting the same again, the painter's request, and what is said about how a picture
 * was made are all derived from this table; names and descriptions in six languages stand under the same keys in
 * the texts (see docs/how-to/option.md).
 */

export const QUALITIES = ['fast', 'high'] as const;
export type Quality = (typeof QUALITIES)[number];

/** `preset` of an order whose style is a picture of the person's own, which comes with the photo. */
export const OWN_STYLE = 'own-style';

/** The name of a preset that has to be given. */
const preset = () => ({ kind: 'preset' as const, default: undefined });

/** The name of a preset, or null. */
const presetOrNone = () => ({ kind: 'preset' as const, default: null });

/** One of a few words that has to be given. */
const choice = <const Of extends readonly string[]>(of: Of) => ({
  kind: 'choice' as const,
  of,
  default: undefined,
});

/** One of a few words, or the usual one. */
const choiceOr = <const Of extends readonly string[]>(of: Of, usual: NoInfer<Of[number]>) => ({
  kind: 'choice' as const,
  of,
  default: usual,
});

/** One of a few words, or null: whichever is best there. */
const choiceOrNone = <const Of extends readonly string[]>(of: Of) => ({
  kind: 'choice' as const,
  of,
  default: null,
});

interface Range {
  min: number;
  max: number;
  unit: string;
}

/** A whole number in a range. */
const whole = <const R extends Range & { default: number }>(range: R) => ({
  kind: 'whole' as const,
  ...range,
});

/** A whole number in a range, or null. */
const wholeOrNone = <const R extends Range>(range: R) => ({
  kind: 'whole' as const,
  ...range,
  default: null,
});

/** Yes or no; no where nothing is said. */
const flag = () => ({ kind: 'flag' as const, default: false });

/** Takes on a sheet, in two rows. */
export const SHEET_TAKES = 4;

export const ORDER = {
  /** name of a preset, or `OWN_STYLE` */
  preset: preset(),
  quality: choice(QUALITIES),
  /** 0 the photo itself, 70 as the objective is tuned, 100 nearly pure style; `step`: Stronger and Weaker, one sees it */
  strength: { ...whole({ min: 0, max: 100, default: 70, unit: 'per cent' }), step: 20 },
  /** a second preset that is mixed in; null: none */
  blend: presetOrNone(),
  /** of the second preset: 0 nothing of it, 100 nothing else; says nothing where `blend` is null */
  blendShare: whole({ min: 0, max: 100, default: 50, unit: 'per cent' }),
  /** true: the painting's light and dark, the photo's colours */
  keepColours: flag(),
  /** longer side of the result; null: as large as the photo, up to the engine's default. What may be ordered in
   *  Discord and of a service is less: LIMITS.longestSide */
  size: wholeOrNone({ min: 64, max: 8192, unit: 'pixels' }),
  /** how large strokes are in the picture */
  strokes: choiceOr(['fine', 'medium', 'broad'], 'medium'),
  /**
   * What each place takes from a painting of one's own in high quality: the painting as a whole, or the place most like
   * it; null: the latter where no preset is in it, which keeps no picture
   */
  match: choiceOrNone(['statistics', 'meaning']),
  /** faces are painted so that they can be recognised, or as everything else; a photo without one is the same either way */
  faces: choiceOr(['keep', 'paint'], 'keep'),
  /** where the photo is see-through: so is the painting, or it stands on white */
  transparency: choiceOr(['keep', 'fill'], 'keep'),
  /** the same seed gives the same picture on the same machine; not asked for in Discord, where it is drawn */
  seed: { ...whole({ min: 0, max: 2 ** 32 - 1, default: 1, unit: 'number' }), asked: false },
  /** 0: as each quality is tuned; each further number is another painting of the same, see core's transfer/take.ts */
  take: { ...whole({ min: 0, max: 1_000_000, default: 0, unit: 'number' }), asked: false },
  /** true: the four takes that follow, small, on one sheet of the size */
  sheet: { ...flag(), asked: false },
} as const;

type Table = typeof ORDER;
export type OptionName = keyof Table;

/** Those that a person in Discord is asked for. */
export type AskedOption = {
  [K in OptionName]: Table[K] extends { asked: false } ? never : K;
}[OptionName];

export const OPTION_NAMES = Object.keys(ORDER) as OptionName[];
export const ASKED_OPTIONS = OPTION_NAMES.filter((name): name is AskedOption => !('asked' in ORDER[name]));

type None<Option> = Option extends { default: null } ? null : never;

type ValueOf<Option> =
  | None<Option>
  | (Option extends { kind: 'choice'; of: readonly (infer Word)[] }
      ? Word
      : Option extends { kind: 'whole' }
        ? number
        : Option extends { kind: 'flag' }
          ? boolean
          : string);

/** As it is when it has been checked: see order-schema.ts. */
export type Order = { [K in OptionName]: ValueOf<Table[K]> };

/** The order in anything that holds one beside other things, such as a job. */
export function orderOf(holder: Order): Order {
  return Object.fromEntries(OPTION_NAMES.map((name) => [name, holder[name]])) as Order;
}

/** What a worker says it has, see `needsOf`. */
export function abilitiesOf(presets: readonly string[]): string[] {
  return [...OPTION_NAMES, ...presets.map(needOf)];
}

/** What an order needs of a worker that paints it: the options that are not as usual, and its presets. */
export function needsOf(order: Order): { options: string[]; presets: { name: string; need: string }[] } {
  const options = OPTION_NAMES.filter((name) => name !== 'preset' && order[name] !== ORDER[name].default);
  const named = [order.preset, order.blend].filter((name) => name !== null && name !== OWN_STYLE);
  return { options, presets: named.map((name) => ({ name: name!, need: needOf(name!) })) };
}

const needOf = (preset: string) => `preset ${preset}`;

/**
 * The options that are not as usual, beside those that are always told (preset, blend and its share, quality,
 * strength, colours, size, seed): what is said about a picture beyond them.
 */
export function unusualOptions(
  order: Readonly<Partial<Record<OptionName, unknown>>>,
): [OptionName, unknown][] {
  return OPTION_NAMES.filter((name) => !ALWAYS_TOLD.has(name)).flatMap((name) => {
    const value = order[name];
    if (value === undefined || value === null || value === false) return [];
    return value === ORDER[name].default ? [] : [[name, value]];
  });
}

const ALWAYS_TOLD: ReadonlySet<OptionName> = new Set([
  'preset',
  'quality',
  'strength',
  'blend',
  'blendShare',
  'keepColours',
  'size',
  'seed',
]);
