import type { ProgressRow } from '@atelier/contract/job.ts';
import { fill } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { cancelRows } from './buttons.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { bar, loss, plainTitleOf } from './words.ts';

/** The picture as it is now. `type` names the bytes, a JPEG or WebP. */
export interface Preview {
  bytes: Uint8Array;
  type: 'jpeg' | 'webp';
}

/** As Discord counts it down in the reader's language. */
const inSeconds = (seconds: number) => `<t:${Math.ceil(Date.now() / 1000 + seconds)}:R>`;

/** While a worker paints: bar, per cent, iteration, loss, the picture so far, and Cancel. */
export function progressReply(job: ReplyJob, progress: ProgressRow, preview: Preview | null = null): Payload {
  const { preset, locale = 'en', spoiler } = job;
  const texts = textsFor(locale);
  const percent = Math.floor(Math.min(1, Math.max(0, progress.fraction)) * 100);
  const { iteration, iterations, total, width, height, leftSeconds } = progress;
  const size = `${width}×${height}`;
  const lines = [
    headline(job),
    `${bar(progress.fraction)} ${fill(texts.percent, { percent })}`,
    job.clip
      ? fill(texts.progress.frames, { frame: iteration, frames: iterations, size })
      : fill(texts.progress.line, { iteration, iterations, loss: loss(total, locale), size }),
  ];
  if (leftSeconds != null) lines.push(fill(texts.queued.ready, { when: inSeconds(leftSeconds) }));
  const words = text(lines.join('\n'));
  if (preview === null) return payload(ACCENTS.painting, [words, ...cancelRows(job)]);
  const file: ReplyFile = {
    name: `preview.${preview.type === 'jpeg' ? 'jpg' : preview.type}`,
    data: preview.bytes,
    contentType: `image/${preview.type}`,
    description: fill(texts.progress.alt, { title: plainTitleOf(preset, locale), percent }),
    spoiler,
  };
  return payload(ACCENTS.painting, [words, gallery(file), ...cancelRows(job)], [file]);
}
