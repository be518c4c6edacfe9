import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import { rowOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

const Cancelled = z.object({ quality: z.enum(QUALITIES), before: z.enum(['waiting', 'painting']) });

/** Ends an open job as cancelled and says what it was before; null when it is not open. */
export async function cancelRow(
  db: Queryable,
  jobId: string,
  by: string,
): Promise<z.output<typeof Cancelled> | null> {
  return rowOf(
    db,
    Cancelled,
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
}
