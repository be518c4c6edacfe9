import { OWN_STYLE } from '@atelier/contract/order.ts';
import { ORDER_TEXTS } from '@atelier/discord/texts/order.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { ChatInputCommandInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { needsCover } from '../moderation/check.ts';
import type { Bot } from '../reply/bot.ts';
import type { Deferral, Handler } from '../reply/handler.ts';
import { isCovered, takePicture } from '../submit/attachment.ts';
import { deferOrder } from '../submit/defer.ts';
import { rulesFor } from '../submit/permissions.ts';
import { requestOf, underRules } from '../submit/request.ts';
import { painting, writtenIn } from '../submit/style-options.ts';
import { placeOrder, whileTaken } from '../submit/submit.ts';

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
  const order = { ...painting(written, rules.defaultQuality, interaction.guildId), fileName: photo.name };
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
