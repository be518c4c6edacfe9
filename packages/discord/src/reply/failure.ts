import { errorSentence, textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { ACCENTS, type Payload, payload, text } from './payload.ts';

/** What went wrong, in one sentence; a cancelled job looks calm, as nothing went wrong. */
export function failureReply(
  job: ReplyJob,
  error: { code: string; data?: Record<string, string | number> },
): Payload {
  const sentence = errorSentence(job.locale ?? 'en', error.code, error.data);
  const accent = error.code === 'job.cancelled' ? ACCENTS.waiting : ACCENTS.failed;
  return payload(accent, [text(`${headline(job)}\n${sentence}`)]);
}

/** In place of a picture that Discord takes nowhere. */
export function refusedReply(job: ReplyJob): Payload {
  return payload(ACCENTS.failed, [text(`${headline(job)}\n${textsFor(job.locale ?? 'en').result.refused}`)]);
}
