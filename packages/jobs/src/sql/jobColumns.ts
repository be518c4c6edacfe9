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
  j.preset,
  j.quality,
  j.size,
  j.seed,
  j.attachment_size_limit as "attachmentSizeLimit",
  j.file_name as "fileName",
  j.created_at as "createdAt"`;
