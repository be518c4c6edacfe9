import { LIMITS } from '@atelier/contract/limits.ts';
import { DELIVER_QUEUE, STYLE_QUEUES } from './queues.ts';
import { announceCancel, cancelRow, findCancelled } from './store/claims.ts';
import { jobExists } from './store/jobs.ts';
import { bossDb, repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export type Cancelled = 'cancelled' | 'too-late' | 'unknown';

/**
 * Ends a job that waits or is being painted: out of the queue, its worker told, "cancelled" to be delivered, in
 * one transaction. The job is failed with `job.cancelled` from that moment, whatever its worker still does.
 * Who may do this is asked before. `by`: the id of the person who pressed.
 */
export async function cancelJob(workshop: Workshop, jobId: string, by: string): Promise<Cancelled> {
  return repeatable(workshop.pool, async (client, again) => {
    const cancelled = await cancelRow(client, jobId, by);
    if (again && cancelled === null && (await findCancelled(client, [jobId])).length > 0) return 'cancelled';
    if (cancelled === null) return (await jobExists(client, jobId)) ? 'too-late' : 'unknown';
    const db = bossDb(client);
    await workshop.boss.cancel(STYLE_QUEUES[cancelled.quality], jobId, { db });
    const painting = cancelled.before === 'painting';
    if (painting) await announceCancel(client, jobId);
    const startAfter = painting ? LIMITS.cancelSettleSeconds : 0;
    await workshop.boss.send(DELIVER_QUEUE, { jobId }, { db, startAfter });
    return 'cancelled';
  });
}
