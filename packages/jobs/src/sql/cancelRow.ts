import type { Quality } from '@atelier/contract/order.ts';
import type { Queryable } from '../transaction.ts';

/** Ends an open job as cancelled and says what it was before; null when it is not open. */
export async function cancelRow(
  db: Queryable,
  jobId: string,
  by: string,
): Promise<{ quality: Quality; before: 'waiting' | 'painting' } | null> {
  const { rows } = await db.query<{ quality: Quality; before: 'waiting' | 'painting' }>(
    `with found as (
       select id, state from atelier.jobs where id = $1 and state in ('waiting', 'painting') for update
     )
     update atelier.jobs j
     set state = 'failed', error_code = 'job.cancelled', error_data = null, cancelled_by = $2,
         delivery = 'pending', ended_at = now(), progress = null
     from found
     where j.id = found.id
     returning j.quality, found.state as before`,
    [jobId, by],
  );
  return rows[0] ?? null;
}
