import { z } from 'zod';
import type { ErrorData } from './errors.ts';
import { OPTION_NAMES, type OptionName, ORDER, type Order as Plain } from './order.ts';

/** The order as it is checked. Apart from the table, as whoever only asks what there is need not read the library. */

const PRESET_NAME = { min: 1, max: 100 } as const;

function schemaOf(option: (typeof ORDER)[OptionName]): z.ZodType {
  const plain: z.ZodType = plainSchemaOf(option);
  if (option.default === undefined) return plain;
  return (option.default === null ? plain.nullable() : plain).default(option.default);
}

function plainSchemaOf(option: (typeof ORDER)[OptionName]) {
  switch (option.kind) {
    case 'preset':
      return z.string().min(PRESET_NAME.min).max(PRESET_NAME.max);
    case 'choice':
      return z.enum(option.of);
    case 'whole':
      return z.int().min(option.min).max(option.max);
    case 'flag':
      return z.boolean();
  }
}

const schemas = Object.fromEntries(OPTION_NAMES.map((name) => [name, schemaOf(ORDER[name])])) as {
  [K in OptionName]: (typeof ORDER)[K] extends { default: undefined }
    ? z.ZodType<Plain[K], Plain[K]>
    : z.ZodDefault<z.ZodType<Plain[K], Plain[K]>>;
};

/**
 * An order, checked; what has a default may be left out. Unknown keys are dropped: a row of a newer version may hold
 * options that this one cannot paint.
 */
export const Order = z.object(schemas);
export type Order = Plain;

/**
 * Why a value cannot be that of an option, as the data of the error `option.invalid`; null where it can.
 * `shown`: what the option is called where the person wrote it.
 */
export function whyInvalid(name: OptionName, value: unknown, shown: string = name): ErrorData | null {
  const option = ORDER[name];
  if (schemas[name].safeParse(value).success) return null;
  const about = { option: shown, received: String(value).slice(0, 100) };
  if (option.kind === 'whole') return { ...about, kind: 'whole', min: option.min, max: option.max };
  if (option.kind === 'preset') return { ...about, expected: 'the name of a preset' };
  const names = option.kind === 'choice' ? option.of.join(', ') : 'true, false';
  return { ...about, kind: 'one-of', names };
}
