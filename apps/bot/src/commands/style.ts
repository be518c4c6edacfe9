import { AtelierError } from '@atelier/jobs/errors.ts';
import { OWN_STYLE } from '@atelier/jobs/request.ts';
import { submitJob } from '@atelier/jobs/submit.ts';
import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { needsCover } from '../decency/check.ts';
import type { Deferral, Handler } from '../interactions/handler.ts';
import { deferOrder } from '../orders/defer.ts';
import { isCovered, takePicture } from '../orders/photo.ts';
import { placeOrder, whileTaken } from '../orders/place.ts';
import { requestOf, underRules } from '../orders/request.ts';
import { rulesFor } from '../orders/rules.ts';
import { WORDS } from '../words.ts';
import { painting } from './style-options.ts';

const names = WORDS.commands.style;

/** `/style`: takes the order down, copies the pictures' bytes, and submits. */
export const STYLE: Handler<ChatInputCommandInteraction> = { defer: deferOrder, run: takeOrder };

async function takeOrder(
  interaction: ChatInputCommandInteraction,
  bot: Bot,
  deferral: Deferral,
): Promise<void> {
  const { options } = interaction;
  const photo = options.getAttachment(names.photo.name, true);
  const styleImage = options.getAttachment(names.styleImage.name);
  const rules = await rulesFor(bot, interaction);
  const written = {
    preset: styleImage ? OWN_STYLE : presetIn(options),
    quality: options.getString(names.quality.name),
    strength: options.getInteger(names.strength.name),
    blend: options.getString(names.blend.name),
    blendShare: options.getInteger(names.blendShare.name),
    keepColours: options.getBoolean(names.keepColours.name),
    size: options.getInteger(names.size.name),
  };
  const order = { ...painting(written, rules.defaultQuality), fileName: photo.name };
  const { bytes, style, doubtful } = await whileTaken(bot, interaction, order, async () => {
    const bytes = await takePicture(bot, photo);
    const style = styleImage && (await takePicture(bot, styleImage));
    return { bytes, style, doubtful: await needsCover(bot, interaction, rules, async () => bytes) };
  });
  const spoiler = isCovered(photo) || doubtful;
  const request = requestOf(interaction, underRules({ ...order, spoiler }, rules, deferral));
  await placeOrder(bot, request, (options) => submitJob(bot.workshop, request, bytes, style, options));
}

/** Errors: option.invalid for one's own style without a picture of it. */
function presetIn(options: ChatInputCommandInteraction['options']): string {
  const preset = options.getString(names.preset.name, true);
  if (preset !== OWN_STYLE) return preset;
  throw new AtelierError('option.invalid', {
    option: names.styleImage.name,
    expected: 'a picture',
    received: '–',
  });
}
