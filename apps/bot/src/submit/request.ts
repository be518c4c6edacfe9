import { randomInt } from 'node:crypto';
import type { StyleRequest } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Order } from '@atelier/contract/order.ts';
import type { Settings } from '@atelier/queue/settings.ts';
import type { Answered, Deferral } from '../reply/handler.ts';

/** Seeds are drawn below 2^31, as a request takes them. */
const SEEDS = 2 ** 31;

/** Discord's limit for the name of a file is of this order; a longer one is cut, not refused. */
const MAX_FILE_NAME = 260;

/** An order with what is decided beside it; who, where and in what language comes from the interaction. */
export type PlacedOrder = Omit<Order, 'seed'> &
  Pick<
    StyleRequest,
    'fileName' | 'spoiler' | 'private' | 'watermark' | 'parentId' | 'clip' | 'firstFrame'
  > & {
    /** drawn where it is not given */
    seed?: number;
  };

export function requestOf(interaction: Answered, order: PlacedOrder): StyleRequest {
  return {
    ...order,
    seed: order.seed ?? drawSeed(),
    fileName: order.fileName.slice(0, MAX_FILE_NAME) || 'photo',
    interactionId: interaction.id,
    applicationId: interaction.applicationId,
    interactionToken: interaction.token,
    userId: interaction.user.id,
    guildId: interaction.guildId,
    channelId: interaction.channelId,
    locale: interaction.locale,
    attachmentSizeLimit: interaction.attachmentSizeLimit || LIMITS.attachmentBytes,
  };
}

export function drawSeed(): number {
  return randomInt(SEEDS);
}

/** The order as the server wants it shown. A cover that was there stays. */
export function underRules(
  order: PlacedOrder,
  { spoiler, watermark }: Settings,
  deferral: Deferral,
): PlacedOrder {
  return {
    ...order,
    spoiler: spoiler || (order.spoiler ?? false),
    watermark,
    private: deferral === 'private',
  };
}
