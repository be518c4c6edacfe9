import { LIMITS } from '@atelier/contract/limits.ts';
import { OPTION_NAMES, type Order, OWN_STYLE } from '@atelier/contract/order.ts';
import { Order as OrderSchema, whyInvalid } from '@atelier/contract/order-schema.ts';
import { inspectPicture } from '@atelier/core/isolated/pictures.ts';
import { findPreset } from '@atelier/core/styles/catalogue.ts';
import { qualitiesOf } from '@atelier/core/transfer/preset-qualities.ts';
import { AtelierError } from '@atelier/discord/errors.ts';
import type { z } from '@hono/zod-openapi';
import type { OrderForm } from './schemas.ts';

export interface TakenOrder {
  order: Order;
  photo: Uint8Array;
  style: Uint8Array | null;
}

/**
 * An order as it was posted, with everything looked at that can be wrong with it, so that what is taken can be painted.
 * Errors: option.invalid, preset.*, image.*
 */
export async function takenOrder(form: z.output<typeof OrderForm>): Promise<TakenOrder> {
  const { photo, style, ...options } = form as Record<string, unknown> & { photo: File; style?: File };
  if (style !== undefined && options.preset !== undefined) {
    throw new AtelierError('option.invalid', {
      option: 'preset',
      expected: 'a preset or a style picture',
      received: 'both',
    });
  }
  const wished: Record<string, unknown> = { ...options, preset: style ? OWN_STYLE : options.preset };
  for (const name of OPTION_NAMES) {
    const value = wished[name];
    if (value === undefined && name !== 'preset') continue;
    const invalid = whyInvalid(name, value);
    if (invalid !== null) throw new AtelierError('option.invalid', invalid);
  }
  const order = OrderSchema.parse(wished);
  const max = LIMITS.longestSide[order.quality];
  if (order.size !== null && order.size > max) {
    const data = { option: 'size', kind: 'whole', min: 64, max, received: order.size };
    throw new AtelierError('option.invalid', data);
  }
  for (const name of [style ? null : order.preset, order.blend]) {
    if (name !== null) await expectPreset(name, order);
  }
  return { order, photo: await looked(photo), style: style ? await looked(style) : null };
}

async function expectPreset(name: string, { quality }: Order): Promise<void> {
  const preset = findPreset(name);
  const qualities = await qualitiesOf(preset);
  if (qualities.includes(quality)) return;
  if (qualities.length === 0) throw new AtelierError('preset.outdated', { preset: name });
  throw new AtelierError('preset.no-fast', { preset: name, kind: 'other', presets: '/v1/presets' });
}

const megabytesOf = (bytes: number) => Number((bytes / 2 ** 20).toFixed(1));

async function looked(file: File): Promise<Uint8Array> {
  if (file.size > LIMITS.photoBytes) {
    const [megabytes, limit] = [megabytesOf(file.size), megabytesOf(LIMITS.photoBytes)];
    throw new AtelierError('image.too-many-bytes', { megabytes, limit });
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  await inspectPicture(bytes);
  return bytes;
}
