import type { Job } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import type { Payload } from './reply/payload.ts';
import { type Hold, holdReply, releaseReply } from './store/replies.ts';
import { type DiscordApi, editOriginal, wasRefused } from './webhook.ts';
import type { Workshop } from './workshop.ts';

/**
 * One edit of the reply of an open job, which the outcome does not overtake: as long as the edit may land, the delivery
 * waits. False when nothing was sent, because the job has moved on or another edit is under way.
 * `hold`: a hold that was taken already. Errors: whatever the edit fails with.
 */
export async function editHeld(
  { pool, log }: Pick<Workshop, 'pool' | 'log'>,
  api: DiscordApi,
  job: Pick<Job, 'id' | 'applicationId' | 'interactionToken'>,
  state: 'waiting' | 'painting',
  payload: Payload,
  { hold: given = null, signal }: { hold?: Hold | null; signal?: AbortSignal } = {},
): Promise<boolean> {
  const hold = given ?? (await holdReply(pool, job.id, state));
  if (hold === null) return false;
  const release = () =>
    releaseReply(pool, job.id, hold).catch((err) =>
      log.warn({ err, jobId: job.id }, 'a reply stays held until its time is over'),
    );
  try {
    await editOriginal(api, job, payload, signal ?? AbortSignal.timeout(LIMITS.editMs));
  } catch (error) {
    if (wasRefused(error)) await release();
    throw error;
  }
  await release();
  return true;
}
