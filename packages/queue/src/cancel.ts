import { DELIVER_QUEUE, STYLE_QUEUES } from './queues.ts';
import { callDelivery } from './results.ts';
import { announceCancel, cancelRow } from './store/ends.ts';
import { wasCancelled } from './store/jobs.ts';
import { cancelOrder } from './store/open-interactions.ts';
import { deleteSegments } from './store/segments.ts';
import { bossDb, repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export type Cancelled = 'cancelled' | 'too-late' | 'unknown';

/**
 * Ends an order that has not become a job yet, or a job that waits or is being painted: out of the queue, its worker
 * told, "cancelled" to be delivered, in one transaction. The job is failed with `job.cancelled` from that moment, whatever its worker still does.
 * Who may do this is asked before. `by`: the id of the person who pressed.
 */
export async function cancelJob(workshop: Workshop, jobId: string, by: string): Promise<Cancelled> {
  const cancelled = await repeatable<Cancelled>(workshop.pool, async (client) => {
    // the order first: while its submit runs this waits, and then finds the job
    const ordered = await cancelOrder(client, jobId, by);
    const cancelled = await cancelRow(client, jobId, by);
    if (cancelled === null) {
      const before = await wasCancelled(client, jobId, by);
      if (before !== null) return before ? 'cancelled' : 'too-late';
      return ordered ? 'cancelled' : 'unknown';
    }
    await deleteSegments(client, jobId);
    const db = bossDb(client);
    await workshop.boss.cancel(STYLE_QUEUES[cancelled.line], jobId, { db });
    if (cancelled.before === 'painting') await announceCancel(client, jobId);
    await workshop.boss.send(DELIVER_QUEUE, { jobId }, { db });
    return 'cancelled';
  });
  if (cancelled === 'cancelled') callDelivery(workshop);
  return cancelled;
}
