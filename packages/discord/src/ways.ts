import { LIMITS } from '@atelier/contract/limits.ts';
import type { Fetched } from '@atelier/queue/queue-loop.ts';
import type { Entry as JobEntry } from '@atelier/queue/queues.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import {
  answerOf,
  type DiscordApi,
  deleteReply,
  type ReplyAddress,
  readOriginal,
  refusalOf,
} from './webhook.ts';

/** What the delivery of anything that is waited for has to decide: of a job's outcome, and of a lesson's end. */

interface Entry extends JobEntry {
  /** the outcome is there, and is looked at again because an edit that was given up may have covered it: 0, 1 … */
  look?: number;
}

export type Delivery = Fetched<Entry> & { signal: AbortSignal };

export const signalOf = ({ signal }: Delivery): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(LIMITS.uploadMs)]);

/** times that 404 is answered with patience: for 7 to 14 s in all */
const GONE_TRIES = 3;
/** times that 500 is: an archived thread answers so to edits alone, and for ever */
export const BROKEN_TRIES = 5;

/** What follows an edit that failed. The edit is tried again where nothing is wrong with the reply itself. */
export function wayAfter(
  error: unknown,
  { retryCount }: Pick<Delivery, 'retryCount'>,
): 'follow-up' | 'bot' | 'again' {
  const refusal = refusalOf(error);
  if (refusal === 'expired') return 'bot';
  // a live token answers 404 for a moment; one that goes on with it is no use, whatever the reason
  if (refusal === 'gone') return retryCount >= GONE_TRIES ? 'bot' : 'again';
  if (refusal !== 'temporary') return 'follow-up';
  return answerOf(error).status === 500 && retryCount >= BROKEN_TRIES ? 'follow-up' : 'again';
}

/** What still says that something is waited for. A follow-up to a reply that was never filled has taken its place. */
export async function removeReply(
  { log }: Workshop,
  api: DiscordApi,
  to: ReplyAddress & { id: string },
  but: string,
): Promise<void> {
  const signal = AbortSignal.timeout(LIMITS.editMs);
  try {
    const { id } = await readOriginal(api, to, signal);
    if (id !== but) await deleteReply(api, to, { signal });
  } catch (err) {
    log.info({ err, jobId: to.id }, 'the reply that the follow-up stands for could not be deleted');
  }
}

/** An edit that was given up may land after the outcome and cover it: so it is looked at once more, and once more. */
export async function planLook(
  { boss }: Workshop,
  queue: string,
  entry: JobEntry,
  look: number,
): Promise<void> {
  const startAfter = Object.values(LIMITS.lookAgainSeconds)[look];
  const data: Entry = { ...entry, look };
  if (startAfter !== undefined) await boss.send(queue, data, { startAfter });
}
