import { OWN_STYLE } from '@atelier/contract/order.ts';
import { ORDER_TEXTS } from '@atelier/discord/texts/order.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { readPerson } from '@atelier/queue/people.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { Attachment, ChatInputCommandInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { needsCover } from '../moderation/check.ts';
import type { Bot } from '../reply/bot.ts';
import type { Deferral, Handler } from '../reply/handler.ts';
import { isCovered, takePhoto, takePicture } from '../submit/attachment.ts';
import { clipLimitsFor } from '../submit/clips.ts';
import { deferOrder } from '../submit/defer.ts';
import { rulesFor } from '../submit/permissions.ts';
import { deferAsPerson, withSize, withStrength } from '../submit/personal.ts';
import { requestOf, underRules } from '../submit/request.ts';
import { painting, type Written, writtenIn } from '../submit/style-options.ts';
import { isTaken, placeOrder, whileTaken } from '../submit/submit.ts';
import { openForm } from './style-this.ts';

/** `/style`: takes the order down, copies the pictures' bytes, and submits. */
export const STYLE: Handler<ChatInputCommandInteraction> = { defer: deferStyle, run: takeOrder };

/** As the option says; in private where the style is still to be asked for; else in private for a person who usually wants that, or of whom it is not known in time. */
async function deferStyle(interaction: ChatInputCommandInteraction, bot: Bot): Promise<Deferral> {
  const given = interaction.options.getBoolean(ORDER_TEXTS.private.en.name);
  if (given === true || saysNoStyle(interaction)) return 'private';
  const asServer = deferOrder(interaction, bot);
  return given === false ? asServer : deferAsPerson(interaction, bot, asServer);
}

async function takeOrder(
  interaction: ChatInputCommandInteraction,
  bot: Bot,
  deferral: Deferral,
): Promise<void> {
  const { options } = interaction;
  const photo = options.getAttachment(ORDER_TEXTS.photo.en.name, true);
  if (saysNoStyle(interaction)) return askForStyle(interaction, bot, photo);
  if (await isTaken(bot, interaction.id)) return;
  const styleImage = options.getAttachment(ORDER_TEXTS.styleImage.en.name);
  const rules = await rulesFor(bot, interaction);
  const person = await reaching(readPerson(bot.workshop, interaction.user.id));
  const written = withStrength(writtenIn(options, presetIn(options, styleImage !== null)), person);
  const mixed = styleImage ? mixedWithPreset(written) : written;
  const usual = person.quality ?? rules.defaultQuality;
  const order = {
    ...withSize(painting(mixed, usual, interaction.guildId), written, person),
    fileName: photo.name,
  };
  const { taken, style, doubtful } = await whileTaken(bot, interaction, order, async () => {
    const taken = await takePhoto(bot, photo, clipLimitsFor(bot, rules, order));
    const style = styleImage && (await takePicture(bot, styleImage));
    return { taken, style, doubtful: await needsCover(bot, interaction, rules, async () => taken) };
  });
  const { bytes, ...moving } = taken;
  const spoiler = isCovered(photo) || doubtful;
  const request = requestOf(interaction, underRules({ ...order, ...moving, spoiler }, rules, deferral));
  await placeOrder(bot, request, rules, (options) => submitJob(bot.workshop, request, bytes, style, options));
}

function saysNoStyle({ options }: ChatInputCommandInteraction): boolean {
  const { preset, styleImage } = ORDER_TEXTS;
  return options.getString(preset.en.name) === null && options.getAttachment(styleImage.en.name) === null;
}

/**
 * A photo without a style opens the form about it. Errors: option.invalid where more was given than the form can keep.
 */
async function askForStyle(
  interaction: ChatInputCommandInteraction,
  bot: Bot,
  photo: Attachment,
): Promise<void> {
  const { photo: asked, quality, preset, styleImage } = ORDER_TEXTS;
  const given = interaction.options.data.map(({ name }) => name);
  if (given.some((name) => name !== asked.en.name && name !== quality.en.name)) {
    const names = { option: preset.en.name, beside: styleImage.en.name };
    throw new AtelierError('option.invalid', { ...names, kind: 'missing-style', received: '' });
  }
  const picture = { url: photo.url, spoiler: isCovered(photo) };
  await openForm(bot, interaction, [picture], interaction.options.getString(quality.en.name));
}

/** Of a picture of one's own that is enough. Errors: option.invalid for one's own style without a picture of it. */
function presetIn(options: ChatInputCommandInteraction['options'], hasPicture: boolean): string {
  const preset = options.getString(ORDER_TEXTS.preset.en.name) ?? OWN_STYLE;
  if (preset !== OWN_STYLE || hasPicture) return preset;
  const data = { option: ORDER_TEXTS.styleImage.en.name, kind: 'missing-picture', received: '' };
  throw new AtelierError('option.invalid', data);
}

/** A preset beside a style picture is the second style of a blend. Errors: option.invalid for three styles. */
function mixedWithPreset(written: Written): Written {
  if (written.preset === OWN_STYLE) return written;
  if ((written.blend ?? null) !== null) {
    const names = { option: ORDER_TEXTS.preset.en.name, beside: ORDER_TEXTS.blend.en.name };
    throw new AtelierError('option.invalid', { ...names, kind: 'three-styles', received: written.preset });
  }
  return { ...written, preset: OWN_STYLE, blend: written.preset };
}
