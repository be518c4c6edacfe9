import { randomInt } from 'node:crypto';
import { reaching } from '@atelier/jobs/away.ts';
import { AtelierError } from '@atelier/jobs/errors.ts';
import { LIMITS } from '@atelier/jobs/limits.ts';
import { checkPhoto, fetchPhoto } from '@atelier/jobs/photo.ts';
import { queuedReply } from '@atelier/jobs/reply/queued.ts';
import type { StyleRequest } from '@atelier/jobs/request.ts';
import { checkStanding } from '@atelier/jobs/standing.ts';
import { submitJob } from '@atelier/jobs/submit.ts';
import type { Attachment, ChatInputCommandInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { editOriginal } from '../interactions/answer.ts';
import { WORDS } from '../words.ts';
import { resolvePreset, resolveQuality } from './preset-option.ts';

/** Seeds are drawn below 2^31, so that they fit Postgres' integer. */
const SEEDS = 2 ** 31;

/** Discord's limit for the name of a file is of this order; a longer one is cut, not refused. */
const MAX_FILE_NAME = 260;

/**
 * `/style`, after it has been deferred: takes the order down, copies the photo's bytes (its address expires),
 * says how many are ahead, and submits.
 *
 * The place in the queue is told before the job is submitted, not after: a fast worker can finish a picture
 * within the time of one edit, and an edit that arrives after the result would cover it.
 */
export async function takeStyleOrder(interaction: ChatInputCommandInteraction, bot: Bot): Promise<void> {
  const { request, address } = readOrder(interaction);
  const photo = await fetchPhoto(address, { hosts: bot.environment.attachmentHosts });
  await checkPhoto(photo);
  const { ahead } = await reaching(checkStanding(bot.workshop, request));
  await editOriginal(bot, interaction, queuedReply(request, ahead).body).catch((error) => {
    // the worker's first edit will say more; the picture is what counts
    bot.log.warn({ err: error, interactionId: interaction.id }, 'the place in the queue could not be told');
  });
  const { jobId, created } = await reaching(submitJob(bot.workshop, request, photo));
  const { preset, quality } = request;
  const what = created ? 'a job was submitted' : 'a job had been submitted before';
  bot.log.info({ jobId, interactionId: interaction.id, preset, quality, ahead, bytes: photo.length }, what);
}

/** The order as the interaction states it. Errors: preset.…, option.invalid, image.too-many-bytes. */
function readOrder(interaction: ChatInputCommandInteraction): { request: StyleRequest; address: string } {
  const { options } = interaction;
  const photo = options.getAttachment(WORDS.style.photo.name, true);
  refuseTooLarge(photo);
  const preset = resolvePreset(options.getString(WORDS.style.preset.name, true));
  const request: StyleRequest = {
    interactionId: interaction.id,
    applicationId: interaction.applicationId,
    interactionToken: interaction.token,
    userId: interaction.user.id,
    guildId: interaction.guildId,
    channelId: interaction.channelId,
    locale: interaction.locale,
    preset: preset.name,
    quality: resolveQuality(preset, options.getString(WORDS.style.quality.name)),
    size: null,
    seed: randomInt(SEEDS),
    attachmentSizeLimit: interaction.attachmentSizeLimit || LIMITS.attachmentBytes,
    fileName: photo.name.slice(0, MAX_FILE_NAME) || 'photo',
  };
  return { request, address: photo.url };
}

/** What Discord says about the size saves a fetch; the fetch itself counts again. */
function refuseTooLarge({ size }: Attachment): void {
  if (size <= LIMITS.photoBytes) return;
  const megabytes = (bytes: number) => Math.ceil((bytes / 1024 / 1024) * 10) / 10;
  throw new AtelierError('image.too-many-bytes', {
    megabytes: megabytes(size),
    limit: megabytes(LIMITS.photoBytes),
  });
}
