import { LIMITS } from '@atelier/contract/limits.ts';
import {
  type AskedOption,
  OPTION_NAMES,
  type OptionName,
  ORDER,
  QUALITIES,
} from '@atelier/contract/order.ts';
import { Order } from '@atelier/contract/order-schema.ts';
import { ORDER_TEXTS } from '@atelier/discord/texts/order.ts';
import { z } from '@hono/zod-openapi';

/** What goes in and out of the service. The order's fields are those of the contract's table, as everywhere. */

/** What is not asked in Discord has no description there. */
const OTHERS: Partial<Record<OptionName, string>> = {
  seed: 'the same seed gives the same picture on the same machine',
  take: 'another painting of the same, in other strokes',
  sheet: 'the four takes that follow, small, on one sheet',
};

/** What a form can say of an option: fields of forms are texts. */
function fieldOf(name: OptionName) {
  const option = ORDER[name];
  const about = { description: OTHERS[name] ?? ORDER_TEXTS[name as AskedOption].en.description };
  switch (option.kind) {
    case 'whole': {
      const max = name === 'size' ? Math.max(...Object.values(LIMITS.longestSide)) : option.max;
      const text = z.string().regex(/^\d{1,15}$/, 'a whole number');
      const usual = option.default === null ? {} : { default: option.default };
      return text
        .transform(Number)
        .pipe(z.number().min(option.min).max(max))
        .openapi({ ...about, ...usual, type: 'integer', minimum: option.min, maximum: max });
    }
    case 'choice': {
      const usual = typeof option.default === 'string' ? { default: option.default } : {};
      return z.enum(option.of).openapi({ ...about, ...usual });
    }
    case 'flag':
      return z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .openapi({ ...about, default: 'false' });
    case 'preset':
      return z.string().min(1).max(100).openapi(about);
  }
}

const fields = Object.fromEntries(
  OPTION_NAMES.map((name) => [name, name === 'quality' ? fieldOf(name) : fieldOf(name).optional()]),
);

const file = (description: string) =>
  z.instanceof(File).openapi({ type: 'string', format: 'binary', description });

/** The form of an order: a photo, a style, and the options of the order. */
export const OrderForm = z
  .object({
    photo: file(`JPEG, PNG, WebP, AVIF or GIF, at most ${LIMITS.photoBytes / 2 ** 20} MiB`),
    style: file('a painting of your own, instead of a preset').optional(),
    ...fields,
  })
  .openapi('OrderForm', {
    description: 'A preset or a style picture is needed, and not both.',
    oneOf: [{ required: ['preset'] }, { required: ['style'] }],
  });

export const ErrorBody = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .openapi('Error');

const figures = z.object({
  width: z.int(),
  height: z.int(),
  seconds: z.number(),
  iterations: z.int(),
  seed: z.int(),
  engine: z.string(),
  device: z.string(),
  network: z.string().nullish().openapi({ description: 'SHA-256 of the network that painted' }),
  version: z.string().nullish(),
  warnings: z
    .array(z.string())
    .readonly()
    .optional()
    .openapi({ description: '`style.plain`: there was little to take from the style' }),
  losses: z
    .array(
      z.object({
        iteration: z.number(),
        content: z.number().nullable(),
        style: z.number().nullable(),
        total: z.number().nullable(),
      }),
    )
    .openapi({ description: 'of a fast painting they are measured when it is done, and empty until then' }),
});

export const PaintingBody = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'painting', 'done', 'failed']),
    order: z.object(Order.shape).openapi('Order'),
    createdAt: z.iso.datetime(),
    fraction: z.number().min(0).max(1).openapi({ description: 'share that is done' }),
    error: ErrorBody.shape.error.nullable(),
    figures: figures.nullable(),
    picture: z.string().nullable().openapi({ description: 'where the picture is, once it is there' }),
    events: z.string().openapi({ description: 'where its progress is told' }),
  })
  .openapi('Painting');
export type PaintingBody = z.output<typeof PaintingBody>;

export const PresetBody = z
  .object({
    name: z.string(),
    title: z.string(),
    artist: z.string(),
    year: z.string(),
    moods: z.array(z.string()),
    qualities: z.array(z.enum(QUALITIES)),
  })
  .openapi('Preset');

export const Id = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' }, example: '0197e6a4-…' }),
});

export const HealthBody = z.object({ ok: z.boolean() }).openapi('Health');
