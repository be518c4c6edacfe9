import type { Queryable } from '../transaction.ts';

export type DeliveryEnd =
  | { delivery: 'delivered'; by: 'edit' | 'follow-up' | 'channel' | 'direct'; messageId: string }
  | { delivery: 'undeliverable' };

/** Ends a delivery once; false when it had ended already. */
export async function settleDelivery(db: Queryable, jobId: string, end: DeliveryEnd): Promise<boolean> {
  const [by, messageId] = end.delivery === 'delivered' ? [end.by, end.messageId] : [null, null];
  const { rowCount } = await db.query(
    `update atelier.jobs
     set delivery = $2, delivered_by = $3, message_id = $4, delivered_at = now()
     where id = $1 and delivery in ('pending', 'pending-bot')`,
    [jobId, end.delivery, by, messageId],
  );
  return rowCount === 1;
}
