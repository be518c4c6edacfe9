import { Order } from '@atelier/contract/order.ts';
import { z } from 'zod';

/** Columns of atelier.jobs under the names of `Job`; `j` is the table's alias. */
export const JOB_COLUMNS = `
  j.id,
  j.interaction_id as "interactionId",
  j.application_id as "applicationId",
  j.interaction_token as "interactionToken",
  j.user_id as "userId",
  j.guild_id as "guildId",
  j.channel_id as "channelId",
  j.locale,
  j."order",
  j.attachment_size_limit as "attachmentSizeLimit",
  j.file_name as "fileName",
  j.spoiler,
  j.private,
  j.watermark,
  j.parent_id as "parentId",
  j.created_at as "createdAt"`;

export const JobRow = z.object({
  id: z.string(),
  interactionId: z.string(),
  applicationId: z.string(),
  interactionToken: z.string(),
  userId: z.string(),
  guildId: z.string().nullable(),
  channelId: z.string().nullable(),
  locale: z.string(),
  order: Order,
  attachmentSizeLimit: z.int(),
  fileName: z.string(),
  spoiler: z.boolean(),
  private: z.boolean(),
  watermark: z.boolean(),
  parentId: z.string().nullable(),
  createdAt: z.date(),
});

/** The order's options beside the job's other fields, as everybody behind the store reads them. */
export function withOrder<Row extends { order: Order }>({ order, ...rest }: Row): Omit<Row, 'order'> & Order {
  return { ...rest, ...order };
}
