import type { Job } from '@atelier/contract/job.ts';
import type { Order } from '@atelier/contract/order.ts';
import { qualityWord, titleOf } from './words.ts';

/** What every reply may know of its job; what is left out is not shown. */
export type ReplyJob = Pick<Order, 'preset' | 'quality'> & {
  [Name in keyof Known]?: Known[Name] | undefined;
};
type Known = Order &
  Pick<Job, 'id' | 'guildId' | 'locale' | 'spoiler' | 'watermark' | 'fileName' | 'clip' | 'firstFrame'>;

/** The first line of every reply: style and quality, or `how` it was painted. */
export function headline({ preset, quality, locale }: ReplyJob, how = qualityWord(quality, locale)): string {
  return `${titleOf(preset, locale)} · ${how}`;
}
