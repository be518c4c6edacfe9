import { fill, languageOf, plural } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import { headline, type ReplyJob } from './about.ts';
import { cancelRows } from './buttons.ts';
import { ACCENTS, type Payload, payload, text } from './payload.ts';
import { plain } from './words.ts';

/** How a job stands in its queue. */
export interface Standing {
  /** jobs that come first */
  ahead: number;
  /** nobody is there who could paint it */
  noWorker?: boolean;
  /** what an operator tells people while nothing of its quality is painted; null: it is */
  paused?: string | null;
  /** ms since 1970 at which the picture will be ready; null: not known */
  readyAt?: number | null;
}

/** Before there is a job, while the picture is fetched and checked; with Cancel when the id is given. */
export function takenReply(job: ReplyJob): Payload {
  const { queued } = textsFor(job.locale ?? 'en');
  return payload(ACCENTS.waiting, [text(`${headline(job)}\n${queued.taken}`), ...cancelRows(job)]);
}

/**
 * While the job waits: how many come first and when it will be ready, or why nobody paints it now; with Cancel when
 * the id is given. Discord itself counts the time down, in the reader's language.
 */
export function queuedReply(job: ReplyJob, standing: number | Standing): Payload {
  const {
    ahead,
    noWorker = false,
    paused = null,
    readyAt = null,
  }: Standing = typeof standing === 'number' ? { ahead: standing } : standing;
  const { locale = 'en' } = job;
  const { queued } = textsFor(locale);
  const place = ahead === 0 ? queued.next : plural(languageOf(locale), ahead, queued.ahead);
  const when = readyAt === null ? null : `<t:${Math.ceil(readyAt / 1000)}:R>`;
  const lines = [headline(job), fill(queued.inQueue, { place })];
  if (paused !== null) lines.push(fill(queued.paused, { reason: plain(paused) }));
  else if (noWorker) lines.push(queued.noWorker);
  else if (when !== null) lines.push(fill(queued.ready, { when }));
  return payload(ACCENTS.waiting, [text(lines.join('\n')), ...cancelRows(job)]);
}
