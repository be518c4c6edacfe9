import type { CheckedRequest } from '@atelier/contract/job.ts';
import type { Queryable } from '../transaction.ts';

/** A new job, waiting. `interaction_id` is unique: a second one fails the transaction. */
export async function insertJob(
  db: Queryable,
  job: CheckedRequest & { id: string; priority: number },
): Promise<void> {
  await db.query(
    `insert into atelier.jobs
       (id, interaction_id, application_id, interaction_token, user_id, guild_id, channel_id, locale,
        preset, quality, size, seed, attachment_size_limit, file_name, strength, blend, keep_colours,
        spoiler, private, watermark, parent_id, priority, blend_share)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23)`,
    [
      job.id,
      job.interactionId,
      job.applicationId,
      job.interactionToken,
      job.userId,
      job.guildId,
      job.channelId,
      job.locale,
      job.preset,
      job.quality,
      job.size,
      job.seed,
      job.attachmentSizeLimit,
      job.fileName,
      job.strength,
      job.blend,
      job.keepColours,
      job.spoiler,
      job.private,
      job.watermark,
      job.parentId,
      job.priority,
      job.blendShare,
    ],
  );
}
