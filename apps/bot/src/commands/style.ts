import { OWN_STYLE } from '@atelier/contract/order.ts';
import { submitJob } from '@atelier/jobs/submit.ts';
import { ORDER_TEXTS } from '@atelier/jobs/texts/order.ts';
import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { needsCover } from '../decency/check.ts';
import { AtelierError } from '../errors.ts';
import type { Deferral, Handler } from '../interactions/handler.ts';
import { deferOrder } from '../orders/defer.ts';
import { isCovered, takePicture } from '../orders/photo.ts';
import { placeOrder, whileTaken } from '../orders/place.ts';
import { requestOf, underRules } from '../orders/request.ts';
import { rulesFor } from '../orders/rules.ts';
import { painting, writtenIn } from './style-options.ts';

/** `/style`: takes the order down, copies the pictures' bytes, and submits. */
export const STYLE: Handler<ChatInputCommandInteraction> = { defer: deferOrder, run: takeOrder };

async function takeOrder(
  interaction: ChatInputCommandInteraction,
  bot: Bot,
  deferral: Deferral,
): Promise<void> {
  const { options } = interaction;
  const photo = options.getAttachment(ORDER_TEXTS.photo.en.name, true);
  const styleImage = options.getAttachment(ORDER_TEXTS.styleImage.en.name);
  const rules = await rulesFor(bot, interaction);
  const written = writtenIn(options, styleImage ? OWN_STYLE : presetIn(options));
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
  const preset = options.getString(ORDER_TEXTS.preset.en.name, true);
  if (preset !== OWN_STYLE) return preset;
  const data = { option: ORDER_TEXTS.styleImage.en.name, kind: 'missing-picture', received: '' };
  throw new AtelierError('option.invalid', data);
}
