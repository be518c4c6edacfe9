import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { findJob, type JobView } from '@atelier/queue/find-jobs.ts';
import { readPerson } from '@atelier/queue/people.ts';
import {
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import { AtelierError } from '../errors.ts';
import type { Bot } from '../reply/bot.ts';

/** What is about a job: a button, or the form that it opened. */
export type AboutJob = MessageComponentInteraction | ModalSubmitInteraction;

/** Either of these may tidy up after others. */
const MAY_DELETE = [PermissionFlagsBits.ManageMessages, PermissionFlagsBits.ManageGuild];

/** The job that a button is about. Errors: job.unknown (a row is kept for weeks, a button for ever). */
async function anyJob(bot: Bot, { customId }: AboutJob): Promise<JobView> {
  const [jobId = ''] = parseCustomId(customId)?.subject.split(':') ?? [];
  const job = await reaching(findJob(bot.workshop, jobId));
  if (!job) throw new AtelierError('job.unknown');
  return job;
}

/** The same for the person who asked for it. Errors: job.unknown, job.not-yours. */
export async function ownJob(
  bot: Bot,
  interaction: AboutJob,
  { managersToo = false } = {},
): Promise<JobView> {
  const job = await anyJob(bot, interaction);
  const { user, memberPermissions } = interaction;
  const manages = managersToo && job.guildId === interaction.guildId && !!memberPermissions?.any(MAY_DELETE);
  if (job.userId !== user.id && !manages) throw new AtelierError('job.not-yours');
  return job;
}

/** The finished picture for whoever sees it. Errors: job.unknown, job.unfinished, job.not-yours for a private one. */
export async function finishedJob(bot: Bot, interaction: AboutJob): Promise<JobView> {
  const job = await anyJob(bot, interaction);
  if (job.private && job.userId !== interaction.user.id) throw new AtelierError('job.not-yours');
  if (job.state === 'waiting' || job.state === 'painting') throw new AtelierError('job.unfinished');
  if (job.state !== 'done') throw new AtelierError('job.unknown');
  return job;
}

/** A job whose photo may be painted again: one's own, or a public one of a person who allows it. Errors: photo.not-shared. */
export async function sharedJob(bot: Bot, interaction: AboutJob): Promise<JobView> {
  const job = await anyJob(bot, interaction);
  if (job.userId === interaction.user.id) return job;
  const owner = job.private ? null : await reaching(readPerson(bot.workshop, job.userId));
  if (!owner?.sharePhotos) throw new AtelierError('photo.not-shared');
  return job;
}
