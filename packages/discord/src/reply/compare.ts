import { fill } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { ACCENTS, gallery, type Payload, payload, type ReplyFile, text } from './payload.ts';
import { plainTitleOf } from './words.ts';

/** Photo and painting in one picture (JPEG), in the language of the one who looks. */
export function compareReply(job: ReplyJob, picture: Uint8Array, locale = job.locale ?? 'en'): Payload {
  const { compare } = textsFor(locale);
  const file: ReplyFile = {
    name: 'before-and-after.jpg',
    data: picture,
    contentType: 'image/jpeg',
    description: fill(compare.alt, { title: plainTitleOf(job.preset, locale) }),
    spoiler: job.spoiler,
  };
  const words = text(`${headline({ ...job, locale })}\n${job.clip ? compare.clip : compare.title}`);
  return payload(ACCENTS.done, [words, gallery(file)], [file]);
}
