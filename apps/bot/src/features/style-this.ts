import { reaching } from '@atelier/queue/database-retry.ts';
import { readPerson } from '@atelier/queue/people.ts';
import type { MessageComponentInteraction, MessageContextMenuCommandInteraction } from 'discord.js';
import { AtelierError } from '../errors.ts';
import { show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Answered, Handler } from '../reply/handler.ts';
import { deferAsServer } from '../submit/defer.ts';
import { orderEach } from '../submit/order-each.ts';
import { rulesFor } from '../submit/permissions.ts';
import { AUTOMATIC, deferAsPerson, withSize, withStrength } from '../submit/personal.ts';
import { painting } from '../submit/style-options.ts';
import { formMessage } from './style-this-message.ts';
import { pictureAt, picturesOf } from './style-this-pictures.ts';
import { FORM, type FormState, readForm } from './style-this-state.ts';

type Press = MessageComponentInteraction;

/** Apps ▸ Style this image: a private form about the pictures of a message. Errors: message.no-picture. */
export const STYLE_THIS: Handler<MessageContextMenuCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const pictures = picturesOf(interaction.targetMessage, interaction.applicationId);
    await openForm(bot, interaction, pictures);
  },
};

/** The form about these pictures, for the one person. Errors: message.no-picture, those of `rulesFor`. */
export async function openForm(
  bot: Bot,
  interaction: Answered,
  pictures: FormState['pictures'],
  quality: string | null = null,
): Promise<void> {
  await rulesFor(bot, interaction); // nobody fills in a form to learn that it was in vain
  if (pictures.length === 0) throw new AtelierError('message.no-picture');
  const chosen = pictures.length === 1;
  await showForm(bot, interaction, { pictures, chosen, preset: null, quality: quality ?? AUTOMATIC });
}

async function showForm(bot: Bot, interaction: Answered, state: FormState): Promise<void> {
  const [liked, { usual }] = await Promise.all([
    bot.liked.soon(interaction.user.id),
    asUsual(bot, interaction),
  ]);
  await show(bot, interaction, formMessage(state, { asker: interaction, liked, usual }));
}

/** A choice in the form: the form shows it, and so remembers it. */
function choice(change: (state: FormState, values: readonly string[]) => Partial<FormState>): Handler<Press> {
  return {
    defer: 'update',
    async run(interaction: Press, bot) {
      const state = readForm(interaction.message);
      const values = interaction.isStringSelectMenu() ? interaction.values : [];
      await showForm(bot, interaction, { ...state, ...change(state, values) });
    },
  };
}

/** Paints what the form says, each picture by itself; the form stays, for another style. */
const PAINT: Handler<Press> = {
  defer: (interaction, bot) => deferAsPerson(interaction, bot, deferAsServer(interaction, bot)),
  async run(interaction, bot, deferral) {
    const { pictures, chosen, preset, quality } = readForm(interaction.message);
    if (preset === null || !chosen) throw new AtelierError('form.stale');
    const { person, rules, usual } = await asUsual(bot, interaction);
    const given = { preset, quality: quality === AUTOMATIC ? null : quality };
    const written = withStrength(given, person);
    const order = withSize(painting(written, usual, interaction.guildId), written, person);
    const named = pictures.map(({ url, spoiler }) => ({ ...pictureAt(url), spoiler }));
    await orderEach(bot, interaction, { order, pictures: named, rules, deferral });
  },
};

/** What holds for this person here where nothing is chosen. */
async function asUsual(bot: Bot, interaction: Answered) {
  const rules = await rulesFor(bot, interaction);
  const person = await reaching(readPerson(bot.workshop, interaction.user.id));
  return { person, rules, usual: person.quality ?? rules.defaultQuality };
}

export const FORM_COMPONENTS: Readonly<Record<string, Handler<Press>>> = {
  [FORM.picture]: choice(({ pictures }, values) => ({
    pictures: pictures.filter((_, i) => values.includes(String(i))),
    chosen: true,
  })),
  [FORM.preset]: choice((_, [preset]) => ({ preset: preset ?? null })),
  [FORM.quality]: choice((_, [quality = AUTOMATIC]) => ({ quality })),
  [FORM.paint]: PAINT,
};
