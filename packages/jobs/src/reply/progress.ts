import type { Job, ProgressRow } from '../job.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { bar, loss, plainTitleOf, qualityWord, titleOf } from './words.ts';

/** The picture as it is now. `type` names the bytes, a JPEG or WebP. */
export interface Preview {
  bytes: Uint8Array;
  type: 'jpeg' | 'webp';
}

/** While a worker paints: bar, per cent, iteration, loss, and the picture so far. */
export function progressReply(
  { preset, quality }: Pick<Job, 'preset' | 'quality'>,
  progress: ProgressRow,
  preview: Preview | null = null,
): Payload {
  const percent = Math.floor(Math.min(1, Math.max(0, progress.fraction)) * 100);
  const lines = [
    `${titleOf(preset)} · ${qualityWord(quality)}`,
    `${bar(progress.fraction)} ${percent} %`,
    `Iteration ${progress.iteration} of ${progress.iterations} · total loss ${loss(progress.total)} · ${progress.width}×${progress.height}`,
  ];
  if (preview === null) return payload(ACCENTS.painting, [text(lines.join('\n'))]);
  const file: ReplyFile = {
    name: `preview.${preview.type === 'jpeg' ? 'jpg' : preview.type}`,
    data: preview.bytes,
    contentType: `image/${preview.type}`,
    description: `The picture in the manner of ${plainTitleOf(preset)}, ${percent} per cent done`,
  };
  return payload(ACCENTS.painting, [text(lines.join('\n')), gallery(file)], [file]);
}
