import { reaching } from '@atelier/jobs/away.ts';
import { findJob, type JobView } from '@atelier/jobs/lookup.ts';
import { parseCustomId } from '@atelier/jobs/reply/custom-id.ts';
import { type MessageComponentInteraction, PermissionFlagsBits } from 'discord.js';
import type { Bot } from '../bot.ts';
import { AtelierError } from '../errors.ts';

/** Either of these may tidy up after others. */
const MAY_DELETE = [PermissionFlagsBits.ManageMessages, PermissionFlagsBits.ManageGuild];

/**
 * The job that a button is about, for the person who asked for it.
 * Errors: job.unknown (a row is kept for weeks, a button for ever), job.not-yours.
 */
export async function ownJob(
  bot: Bot,
  interaction: MessageComponentInteraction,
  { managersToo = false } = {},
): Promise<JobView> {
  const jobId = parseCustomId(interaction.customId)?.subject ?? '';
  const job = await reaching(findJob(bot.workshop, jobId));
  if (!job) throw new AtelierError('job.unknown');
  const { user, memberPermissions } = interaction;
  const manages = managersToo && job.guildId === interaction.guildId && !!memberPermissions?.any(MAY_DELETE);
  if (job.userId !== user.id && !manages) throw new AtelierError('job.not-yours');
  return job;
}

/** The same for what needs the finished picture. Errors: also job.unfinished. */
export async function finishedJob(bot: Bot, interaction: MessageComponentInteraction): Promise<JobView> {
  const job = await ownJob(bot, interaction);
  if (job.state === 'waiting' || job.state === 'painting') throw new AtelierError('job.unfinished');
  if (job.state !== 'done') throw new AtelierError('job.unknown');
  return job;
}
