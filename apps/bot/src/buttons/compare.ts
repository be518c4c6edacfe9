import { compared } from '@atelier/core/isolated/pictures.ts';
import { compareReply } from '@atelier/discord/reply/compare.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { readPictures } from '@atelier/queue/find-jobs.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { show } from '../reply/answer.ts';
import type { Handler } from '../reply/handler.ts';
import { finishedJob } from './job.ts';

/** Photo and painting side by side, for the asker alone. Errors: photo.gone after the purge. */
export const COMPARE: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const job = await finishedJob(bot, interaction);
    const picture = await reaching(comparePicture(bot.workshop, job.id));
    if (picture === null) throw new AtelierError('photo.gone');
    await show(bot, interaction, compareReply(job, picture, interaction.locale));
  },
};

/** longer side in pixels to which the photo is read: no painting is larger */
const MAX_SIDE = 2048;

/**
 * Photo and painting side by side as a JPEG, of a clip the same moment of both; null when one of them is not kept (any more). Opened and put
 * together in a process of its own: that takes a second of computing, in which the caller goes on.
 */
export async function comparePicture(workshop: Workshop, jobId: string): Promise<Uint8Array | null> {
  const pictures = await readPictures(workshop, jobId);
  if (pictures === null) return null;
  const { photo, picture, photoStill, still } = pictures;
  // a film is not opened here
  const [before, after] = still === null ? [photo, picture] : [photoStill, still];
  return before && after && compared(before, after, MAX_SIDE);
}
