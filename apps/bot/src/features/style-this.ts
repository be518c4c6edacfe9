import { submitJob } from '@atelier/queue/submit.ts';
import type { MessageComponentInteraction, MessageContextMenuCommandInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { needsCover } from '../moderation/check.ts';
import { show } from '../reply/answer.ts';
import type { Handler } from '../reply/handler.ts';
import { takePhoto } from '../submit/attachment.ts';
import { clipLimitsFor } from '../submit/clips.ts';
import { deferAsServer } from '../submit/defer.ts';
import { rulesFor } from '../submit/permissions.ts';
import { requestOf, underRules } from '../submit/request.ts';
import { painting } from '../submit/style-options.ts';
import { placeOrder, whileTaken } from '../submit/submit.ts';
import { formMessage } from './style-this-message.ts';
import { pictureAt, picturesOf } from './style-this-pictures.ts';
import { AUTOMATIC, FORM, type FormState, readForm } from './style-this-state.ts';

type Press = MessageComponentInteraction;

/** Apps ▸ Style this image: a private form about the pictures of a message. Errors: message.no-picture. */
export const STYLE_THIS: Handler<MessageContextMenuCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    await rulesFor(bot, interaction); // nobody fills in a form to learn that it was in vain
    const pictures = picturesOf(interaction.targetMessage, interaction.applicationId);
    if (pictures.length === 0) throw new AtelierError('message.no-picture');
    const state = { pictures, preset: null, quality: AUTOMATIC };
    await show(bot, interaction, formMessage(state, interaction));
  },
};

/** A choice in the form: the form shows it, and so remembers it. */
function choice(change: (state: FormState, value: string) => Partial<FormState>): Handler<Press> {
  return {
    defer: 'update',
    async run(interaction: Press, bot) {
      const state = readForm(interaction.message);
      const value = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '';
      const next = formMessage({ ...state, ...change(state, value) }, interaction);
      await show(bot, interaction, next);
    },
  };
}

/** Paints what the form says; the form stays, for another style. */
const PAINT: Handler<Press> = {
  defer: deferAsServer,
  async run(interaction, bot, deferral) {
    const { pictures, preset, quality } = readForm(interaction.message);
    const [picture] = pictures;
    if (preset === null || picture === undefined || pictures.length > 1) throw new AtelierError('form.stale');
    const rules = await rulesFor(bot, interaction);
    const written = { preset, quality: quality === AUTOMATIC ? null : quality };
    const order = painting(written, rules.defaultQuality, interaction.guildId);
    const photo = pictureAt(picture.url);
    const { bytes, doubtful, ...moving } = await whileTaken(bot, interaction, order, async () => {
      const taken = await takePhoto(bot, photo, clipLimitsFor(bot, rules, order));
      return { ...taken, doubtful: await needsCover(bot, interaction, rules, async () => taken) };
    });
    const spoiler = picture.spoiler || doubtful;
    const named = { ...order, ...moving, fileName: photo.name, spoiler };
    const request = requestOf(interaction, underRules(named, rules, deferral));
    await placeOrder(bot, request, rules, (options) =>
      submitJob(bot.workshop, request, bytes, null, options),
    );
  },
};

export const FORM_COMPONENTS: Readonly<Record<string, Handler<Press>>> = {
  [FORM.picture]: choice(({ pictures }, value) => ({
    pictures: pictures.slice(Number(value), Number(value) + 1),
  })),
  [FORM.preset]: choice((_, preset) => ({ preset })),
  [FORM.quality]: choice((_, quality) => ({ quality })),
  [FORM.paint]: PAINT,
};
