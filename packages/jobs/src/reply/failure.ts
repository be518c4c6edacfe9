import { sentenceOf } from '../errors.ts';
import type { Job } from '../job.ts';
import { ACCENTS, type Payload, payload, text } from './payload.ts';
import { qualityWord, titleOf } from './words.ts';

/** What went wrong, in one sentence of the catalogue. */
export function failureReply(
  { preset, quality }: Pick<Job, 'preset' | 'quality'>,
  error: { code: string; data?: Record<string, string | number> },
): Payload {
  const sentence = sentenceOf(error.code, error.data);
  return payload(ACCENTS.failed, [text(`${titleOf(preset)} · ${qualityWord(quality)}\n${sentence}`)]);
}
