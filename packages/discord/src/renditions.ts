import type { Result } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { codeOf } from '@atelier/contract/outcome.ts';
import type { DeliveryRow } from '@atelier/queue/store/delivery.ts';
import { failureReply } from './reply/failure.ts';
import type { Payload } from './reply/payload.ts';
import { resultReply } from './reply/result.ts';
import { refusalOf } from './webhook.ts';

/**
 * The messages that tell an outcome, the best first and each smaller than the one before. `slow`: larger ones than the
 * smallest have not come through.
 */
export function renditions(job: DeliveryRow, { slow = false }: { slow?: boolean } = {}): Payload[] {
  const { outcome } = job;
  if (outcome.kind !== 'painted') return [failureReply(job, codeOf(outcome))];
  const full = outcome.result;
  const small: Result = {
    ...full,
    picture: full.fallback ?? full.picture,
    pictureType: full.fallback && !full.moving ? 'jpeg' : full.pictureType,
  };
  const fits = full.picture.length <= job.attachmentSizeLimit;
  const all = [...(fits || small.picture === full.picture ? [full] : []), small];
  const different = all.filter((one, i) => i === 0 || one.picture !== all[i - 1]!.picture);
  // the smaller one may also come first, when the place takes no more: then nothing was refused
  const refused = (result: Result) => different[0] === full && result.picture !== full.picture;
  const replies = different.map((result) => {
    const smaller = refused(result) && (slow ? 'slow' : 'refused');
    return resultReply(job, result, { smaller });
  });
  return slow ? replies.slice(-1) : replies;
}

/** Sends the first of them; after 413 or 40005 the next. The last refusal is thrown. */
export async function firstThatFits<T>(
  all: readonly Payload[],
  send: (payload: Payload) => Promise<T>,
): Promise<T> {
  for (const [index, payload] of all.entries()) {
    try {
      return await send(payload);
    } catch (error) {
      if (refusalOf(error) !== 'too-large' || index === all.length - 1) throw error;
    }
  }
  throw new Error('There is nothing to send');
}

/** Bytes that a picture may have so that it passes as an attachment of this interaction. */
export function pictureBudget(attachmentSizeLimit: number): number {
  return Math.max(attachmentSizeLimit - LIMITS.attachmentMargin, Math.floor(attachmentSizeLimit / 2));
}
