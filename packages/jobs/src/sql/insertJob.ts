import type { CheckedRequest } from '@atelier/contract/job.ts';
import { orderOf } from '@atelier/contract/order.ts';
import type { Queryable } from '../transaction.ts';

/** A new job, waiting. `interaction_id` is unique: a second one fails the transaction. */
export async function insertJob(
  db: Queryable,
  job: CheckedRequest & { id: string; priority: number },
): Promise<void> {
  await db.query(
    `insert into atelier.jobs
       (id, interaction_id, application_id, interaction_token, user_id, guild_id, channel_id, locale,
        "order", quality, attachment_size_limit, file_name, spoiler, private, watermark, parent_id, priority)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      job.id,
      job.interactionId,
      job.applicationId,
      job.interactionToken,
      job.userId,
      job.guildId,
      job.channelId,
      job.locale,
      JSON.stringify(orderOf(job)),
      job.quality,
      job.attachmentSizeLimit,
      job.fileName,
      job.spoiler,
      job.private,
      job.watermark,
      job.parentId,
      job.priority,
    ],
  );
}
