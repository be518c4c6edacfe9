import { LIMITS } from '@atelier/contract/limits.ts';
import { ORDER, orderOf } from '@atelier/contract/order.ts';
import { parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { type JobView, readPictures } from '@atelier/queue/find-jobs.ts';
import { nextTake, submitFrom } from '@atelier/queue/submit-again.ts';
import type { MessageComponentInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { needsCover } from '../moderation/check.ts';
import type { Bot } from '../reply/bot.ts';
import type { Deferral, Handler } from '../reply/handler.ts';
import { clipAgain, clipLimitsFor } from '../submit/clips.ts';
import { deferOrder } from '../submit/defer.ts';
import { rulesFor } from '../submit/permissions.ts';
import { resolvePreset, resolveQuality } from '../submit/preset-option.ts';
import { drawSeed, type PlacedOrder, requestOf, underRules } from '../submit/request.ts';
import { isTaken, placeOrder } from '../submit/submit.ts';
import { sharedJob } from './job.ts';

type Press = MessageComponentInteraction;
type Change = (
  job: JobView,
  interaction: Press,
  bot: Bot,
) => Partial<PlacedOrder> | Promise<Partial<PlacedOrder>>;

const { min, max, step } = ORDER.strength;

/** A new painting of the same photo, everything as it was but for the change. */
function restyle(change: Change): Handler<Press> {
  return {
    defer: deferOrder,
    async run(interaction: Press, bot: Bot, deferral: Deferral) {
      if (await isTaken(bot, interaction.id)) return;
      const job = await sharedJob(bot, interaction);
      const rules = await rulesFor(bot, interaction);
      const asked = sized(job, { ...again(job), ...(await change(job, interaction, bot)) });
      if (job.clip && asked.sheet) throw new AtelierError('clip.sheet');
      const moving = clipAgain(job, clipLimitsFor(bot, rules, asked));
      const order = { ...asked, ...moving };
      const photoOf = async () => {
        const bytes = (await reaching(readPictures(bot.workshop, job.id)))?.photo ?? null;
        return bytes && { bytes, clip: job.clip };
      };
      const spoiler = job.spoiler || (await needsCover(bot, interaction, rules, photoOf));
      const request = requestOf(interaction, underRules({ ...order, spoiler }, rules, deferral));
      await placeOrder(bot, request, rules, (options) => submitFrom(bot.workshop, request, job.id, options));
    },
  };
}

/** The same order once more; the seed too, so that a change shows what the change alone does. */
function again(job: JobView): PlacedOrder {
  const { fileName, spoiler, watermark } = job;
  return { ...orderOf(job), fileName, spoiler, watermark, sheet: false, parentId: job.id };
}

/**
 * Another quality keeps the size that is seen: what a quality paints without being asked is not the same for both. A clip
 * does not, since each of its frames would take as long as a picture.
 */
function sized(job: JobView, order: PlacedOrder): PlacedOrder {
  if (job.clip !== null) return order;
  const size = order.size ?? (order.quality === job.quality ? null : sideOf(job));
  return { ...order, size: size && Math.min(size, LIMITS.longestSide[order.quality]) };
}

/** Longer side in pixels; null while there is no picture. */
function sideOf({ width, height }: JobView): number | null {
  return width && height && Math.max(width, height);
}

export const AGAIN = restyle(async ({ id }, _, bot) => ({
  seed: drawSeed(),
  take: await reaching(nextTake(bot.workshop, id)),
}));
/** Four takes that nobody has seen yet, on one sheet. */
export const SHEET = restyle(async ({ id }, _, bot) => ({
  sheet: true,
  take: (await reaching(nextTake(bot.workshop, id))) - 1,
}));
/** One of a sheet by itself. */
export const TAKE = restyle((_, { customId }) => ({
  take: Number(parseCustomId(customId)?.subject.split(':')[1]),
}));
export const HIGH = restyle(() => ({ quality: 'high' }));
/** Twice as large, as far as the quality goes, and a clip no larger than it is and than the server has it. Errors: size.end. */
export const UPSCALE = restyle(async (job, interaction, bot) => {
  const longest = LIMITS.longestSide[job.quality];
  const [side, max] = [sideOf(job) ?? longest, Math.min(longest, await largestClip(job, interaction, bot))];
  if (side >= max) throw new AtelierError('size.end', { size: side });
  return { size: Math.min(max, 2 * side) };
});
async function largestClip({ clip, quality }: JobView, { guildId }: Press, bot: Bot): Promise<number> {
  if (clip === null) return Number.POSITIVE_INFINITY;
  const order = { quality, size: LIMITS.longestSide[quality] };
  const limits = clipLimitsFor(bot, await bot.settings.get(guildId), order);
  return Math.min(limits?.side ?? 0, Math.max(clip.source.width, clip.source.height));
}

export const STRONGER = restyle(({ strength }) => ({ strength: moved(strength, step) }));
export const WEAKER = restyle(({ strength }) => ({ strength: moved(strength, -step) }));

/** The chosen preset takes the place of both the preset and what was blended in, and has no picture to match places with. */
export const ANOTHER_STYLE = restyle((job, interaction) => {
  const preset = resolvePreset(
    interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '',
    interaction.guildId,
  );
  return {
    preset: preset.name,
    blend: null,
    match: null,
    quality: resolveQuality(preset, null, job.quality),
  };
});

/** Errors: strength.end when there is nowhere to move. */
function moved(strength: number, by: number): number {
  const next = Math.min(max, Math.max(min, strength + by));
  if (next === strength) throw new AtelierError('strength.end', { strength });
  return next;
}
