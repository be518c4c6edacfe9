import { fill, languageOf, plural } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { cancelRows } from './buttons.ts';
import { ACCENTS, type Payload, payload, text } from './payload.ts';

/** How a job stands in its queue. */
export interface Standing {
  /** jobs that come first */
  ahead: number;
  /** nobody is there who could paint it */
  noWorker?: boolean;
}

/** While the job waits: how many come first, or that nobody can paint it now; with Cancel when the id is given. */
export function queuedReply(job: ReplyJob, standing: number | Standing): Payload {
  const { ahead, noWorker = false } = typeof standing === 'number' ? { ahead: standing } : standing;
  const { locale = 'en' } = job;
  const { queued } = textsFor(locale);
  const place = ahead === 0 ? queued.next : plural(languageOf(locale), ahead, queued.ahead);
  const lines = [headline(job), fill(queued.inQueue, { place }), ...(noWorker ? [queued.noWorker] : [])];
  return payload(ACCENTS.waiting, [text(lines.join('\n')), ...cancelRows(job)]);
}
