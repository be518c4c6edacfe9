import { setTimeout as sleep } from 'node:timers/promises';
import { plotted } from '@atelier/core/isolated/pictures.ts';
import { lossesReply, plotWords } from '@atelier/discord/reply/losses.ts';
import type { JobView } from '@atelier/queue/find-jobs.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Handler } from '../reply/handler.ts';
import { finishedJob } from './job.ts';

/**
 * A fast picture is shown first and measured then. ms after its end within which its losses may still come, ms for which
 * somebody who asks waits for them, and ms between two looks
 */
const MEASURED = { withinMs: 60_000, waitMs: 4000, everyMs: 250 };

/** How a picture was made, with its loss curves, for the one who asks alone, in their language. */
export const LOSSES: Handler<MessageComponentInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const job = await measuredJob(bot, interaction);
    const { locale } = interaction;
    const result = resultOf(job);
    const plot =
      result.losses.length > 1
        ? await plotted(result.losses, plotWords({ ...job, losses: result.losses }, locale))
        : null;
    const soon = mayCome(job);
    await show(bot, interaction, lossesReply({ ...job, ...result }, plot, { locale, soon }));
  },
};

/** The job as soon as its losses are there, or as it is after a while. */
async function measuredJob(bot: Bot, interaction: MessageComponentInteraction): Promise<JobView> {
  for (const end = Date.now() + MEASURED.waitMs; ; await sleep(MEASURED.everyMs)) {
    const job = await finishedJob(bot, interaction);
    if (!mayCome(job) || Date.now() > end) return job;
  }
}

function mayCome({ losses, endedAt }: JobView): boolean {
  return !losses?.length && Date.now() - (endedAt?.getTime() ?? 0) < MEASURED.withinMs;
}

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
