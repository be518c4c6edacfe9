import { patiently } from './database-retry.ts';
import { removeNow } from './freed.ts';
import { DELIVER_AS_BOT_QUEUE, type Entry } from './queues.ts';
import { removePhoto, removePictures } from './store/pictures.ts';
import { bossDb, type Queryable, WAIT_MS } from './transaction.ts';
import type { Workshop } from './workshop.ts';

/**
 * Deletes the bytes of a job that has ended: photo, style picture, painted picture. The row stays and says
 * so; an outcome that was not delivered yet is not any more. Jobs that took over the photo keep their copy.
 * False when there is no such job, it has not ended, or this was done before.
 */
export async function deleteResult(workshop: Workshop, jobId: string): Promise<boolean> {
  const deleted = await patiently(() => removePictures(workshop.pool, jobId), WAIT_MS);
  if (deleted) await removeNow(workshop);
  return deleted;
}

/** Deletes the photo alone, and the style picture with it: nobody can paint it again. False when there is none. */
export async function deletePhoto(workshop: Workshop, jobId: string): Promise<boolean> {
  const deleted = await patiently(() => removePhoto(workshop.pool, jobId), WAIT_MS);
  if (deleted) await removeNow(workshop);
  return deleted;
}

/** A job, and where its result is shown; null where it is not. */
export interface ShownJob {
  readonly id: string;
  readonly channelId: string | null;
  readonly messageId: string | null;
}

/** Has the messages in channels that show these results deleted by the bot, whenever it is there. */
export async function removeShown(
  { boss, pool }: Workshop,
  jobs: readonly ShownJob[],
  db: Queryable = pool,
): Promise<void> {
  const entries = jobs.flatMap(({ id, channelId, messageId }) => {
    if (channelId === null || messageId === null) return [];
    return [{ data: { jobId: id, remove: { channelId, messageId } } satisfies Entry }];
  });
  if (entries.length > 0) await boss.insert(DELIVER_AS_BOT_QUEUE, entries, { db: bossDb(db) });
}
