import { LIMITS } from '@atelier/contract/limits.ts';
import { ORDER, orderOf } from '@atelier/contract/order.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { type JobView, readPictures } from '@atelier/queue/find-jobs.ts';
import { submitFrom } from '@atelier/queue/submit-again.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { needsCover } from '../moderation/check.ts';
import type { Bot } from '../reply/bot.ts';
import type { Deferral, Handler } from '../reply/handler.ts';
import { deferOrder } from '../submit/defer.ts';
import { rulesFor } from '../submit/permissions.ts';
import { resolvePreset, resolveQuality } from '../submit/preset-option.ts';
import { drawSeed, type PlacedOrder, requestOf, underRules } from '../submit/request.ts';
import { placeOrder } from '../submit/submit.ts';
import { ownJob } from './job.ts';

type Press = MessageComponentInteraction;
type Change = (job: JobView, interaction: Press) => Partial<PlacedOrder>;

const { min, max, step } = ORDER.strength;

/** A new painting of the same photo, everything as it was but for the change. */
function restyle(change: Change): Handler<Press> {
  return {
    defer: deferOrder,
    async run(interaction: Press, bot: Bot, deferral: Deferral) {
      const job = await ownJob(bot, interaction);
      const rules = await rulesFor(bot, interaction);
      const order = withinLimits({ ...again(job), ...change(job, interaction) });
      const photoOf = async () => (await reaching(readPictures(bot.workshop, job.id)))?.photo ?? null;
      const spoiler = job.spoiler || (await needsCover(bot, interaction, rules, photoOf));
      const request = requestOf(interaction, underRules({ ...order, spoiler }, rules, deferral));
      await placeOrder(bot, request, (options) => submitFrom(bot.workshop, request, job.id, options));
    },
  };
}

/** The same order once more; the seed too, so that a change shows what the change alone does. */
function again(job: JobView): PlacedOrder {
  const { fileName, spoiler, watermark } = job;
  return { ...orderOf(job), fileName, spoiler, watermark, parentId: job.id };
}

/** A large fast picture painted again in high quality is as large as that goes here. */
function withinLimits(order: PlacedOrder): PlacedOrder {
  return { ...order, size: order.size && Math.min(order.size, LIMITS.longestSide[order.quality]) };
}

export const AGAIN = restyle(() => ({ seed: drawSeed() }));
export const HIGH = restyle(() => ({ quality: 'high' }));
export const STRONGER = restyle(({ strength }) => ({ strength: moved(strength, step) }));
export const WEAKER = restyle(({ strength }) => ({ strength: moved(strength, -step) }));

/** The chosen preset takes the place of both the preset and what was blended in. */
export const ANOTHER_STYLE = restyle((job, interaction) => {
  const preset = resolvePreset(
    interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '',
    interaction.guildId,
  );
  return { preset: preset.name, blend: null, quality: resolveQuality(preset, null, job.quality) };
});

/** Errors: strength.end when there is nowhere to move. */
function moved(strength: number, by: number): number {
  const next = Math.min(max, Math.max(min, strength + by));
  if (next === strength) throw new AtelierError('strength.end', { strength });
  return next;
}
