import { randomInt } from 'node:crypto';
import { LIMITS } from '@atelier/jobs/limits.ts';
import type { StyleRequest } from '@atelier/jobs/request.ts';
import type { Settings } from '@atelier/jobs/settings.ts';
import type { Answered, Deferral } from '../interactions/handler.ts';

/** Seeds are drawn below 2^31, so that they fit Postgres' integer. */
const SEEDS = 2 ** 31;

/** Discord's limit for the name of a file is of this order; a longer one is cut, not refused. */
const MAX_FILE_NAME = 260;

/** What a person orders; who, where and in what language comes from the interaction. */
export type Order = Omit<
  StyleRequest,
  | 'interactionId'
  | 'applicationId'
  | 'interactionToken'
  | 'userId'
  | 'guildId'
  | 'channelId'
  | 'locale'
  | 'attachmentSizeLimit'
  | 'seed'
> & { seed?: number };

export function requestOf(interaction: Answered, order: Order): StyleRequest {
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
export function underRules(order: Order, { spoiler, watermark }: Settings, deferral: Deferral): Order {
  return {
    ...order,
    spoiler: spoiler || (order.spoiler ?? false),
    watermark,
    private: deferral === 'private',
  };
}
