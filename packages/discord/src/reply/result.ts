import type { Result } from '@atelier/contract/job.ts';
import { fill } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import type { ReplyJob } from './about.ts';
import { resultRows } from './buttons.ts';
import { notes, type Smaller, summary } from './figures.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { plainTitleOf } from './words.ts';

export type ResultJob = ReplyJob & { fileName: string };

/**
 * The finished picture, one line about it, and what can be done with it; how it was made stands behind Losses.
 * `smaller`: a larger rendition was refused by Discord, or the line too slow for it, which is said.
 */
export function resultReply(
  job: ResultJob,
  result: Result,
  { smaller = false }: { smaller?: Smaller } = {},
): Payload {
  const picture = pictureFile(job, result);
  const words = [summary(job, result), ...notes(job, result, { smaller })].join('\n');
  const rows = resultRows(job, Math.max(result.width, result.height));
  return payload(ACCENTS.done, [gallery(picture), text(words), ...rows], [picture]);
}

function pictureFile({ preset, fileName, spoiler, locale = 'en' }: ResultJob, result: Result): ReplyFile {
  const ending = result.pictureType === 'jpeg' ? 'jpg' : result.pictureType;
  const { result: alts } = textsFor(locale);
  return {
    name: `${stem(fileName)}-${stem(preset)}.${ending}`,
    data: result.picture,
    contentType: result.pictureType === 'mp4' ? 'video/mp4' : `image/${result.pictureType}`,
    description: fill(result.moving ? alts.clipAlt : alts.alt, { title: plainTitleOf(preset, locale) }),
    spoiler,
  };
}

/** A name without its ending, in characters that Discord keeps in `attachment://`. */
function stem(name: string): string {
  const plain = name
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .replace(/[^\w-]+/g, '-');
  // from the first letter or digit to the last
  return /[a-z\d](?:.*[a-z\d])?/i.exec(plain)?.[0].slice(0, 60) ?? 'photo';
}
