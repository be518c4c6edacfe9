import type { Job } from '../job.ts';
import { qualityWord, titleOf } from './words.ts';

/** What every reply may know of its job; what is left out is not shown. */
export type ReplyJob = Pick<Job, 'preset' | 'quality'> &
  Partial<
    Pick<
      Job,
      | 'id'
      | 'locale'
      | 'strength'
      | 'blend'
      | 'blendShare'
      | 'keepColours'
      | 'spoiler'
      | 'watermark'
      | 'fileName'
    >
  >;

/** The first line of every reply: style and quality. */
export function headline({ preset, quality, locale }: ReplyJob): string {
  return `${titleOf(preset, locale)} · ${qualityWord(quality, locale)}`;
}
