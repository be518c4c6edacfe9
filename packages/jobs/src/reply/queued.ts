import type { StyleRequest } from '../request.ts';
import { ACCENTS, type Payload, payload, text } from './payload.ts';
import { qualityWord, titleOf } from './words.ts';

/** While the job waits: how many come first. */
export function queuedReply(
  { preset, quality }: Pick<StyleRequest, 'preset' | 'quality'>,
  ahead: number,
): Payload {
  const place =
    ahead === 0
      ? 'You are next.'
      : ahead === 1
        ? 'One picture is before yours.'
        : `${ahead} pictures are before yours.`;
  return payload(ACCENTS.waiting, [
    text(`${titleOf(preset)} · ${qualityWord(quality)}\nIn the queue. ${place}`),
  ]);
}
