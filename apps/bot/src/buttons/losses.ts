import { plotted } from '@atelier/core/isolated/pictures.ts';
import { lossesReply, plotWords } from '@atelier/discord/reply/losses.ts';
import type { JobView } from '@atelier/queue/find-jobs.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Handler } from '../reply/handler.ts';
import { finishedJob } from './job.ts';

/** How a picture was made, with its loss curves, for the one who asks alone, in their language. */
export const LOSSES: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const job = await finishedJob(bot, interaction);
    const { locale } = interaction;
    const result = resultOf(job);
    const plot =
      result.losses.length > 1
        ? await plotted(result.losses, plotWords({ ...job, losses: result.losses }, locale))
        : null;
    await show(bot, interaction, lossesReply({ ...job, ...result }, plot, locale));
  },
};

/** Of a job that is done every figure is known. */
function resultOf({ width, height, seconds, iterations, engine, device, losses, moving }: JobView) {
  return {
    width: width ?? 0,
    height: height ?? 0,
    seconds: seconds ?? 0,
    iterations: iterations ?? 0,
    engine: engine ?? '',
    device: device ?? '',
    losses: losses ?? [],
    moving,
  };
}
