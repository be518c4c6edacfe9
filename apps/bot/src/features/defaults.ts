import { ORDER, QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { presets } from '@atelier/core/styles/catalogue.ts';
import { buildCustomId, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { type Person, readPerson, writePerson } from '@atelier/queue/people.ts';
import {
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  type MessageComponentInteraction,
} from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Answered, Handler } from '../reply/handler.ts';
import { likedFirst, presetLabel } from '../submit/preset-option.ts';
import { fill, wordsFor } from '../words.ts';

/** Actions of the panel's custom ids; of the switches, the subject is the value that a press sets. */
const MINE = {
  quality: 'mine-quality',
  strength: 'mine-strength',
  size: 'mine-size',
  private: 'mine-private',
  share: 'mine-share',
  favourites: 'mine-favourites',
} as const;

/** Value of a select that stands for "nothing of my own". */
const USUAL = 'usual';
const STRENGTHS = [20, 40, 50, 60, 70, 80, 90, 100];
const SIZES = [512, 768, 1024, 1536, 2048];
/** Discord's limit for the options of a select. */
const MAX_OPTIONS = 25;

/** `/defaults`: what is meant where an order does not say, for the one who asks. */
export const DEFAULTS: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const person = await reaching(readPerson(bot.workshop, interaction.user.id));
    await show(bot, interaction, await panelFor(bot, interaction, person));
  },
};

function change(read: (chosen: readonly string[]) => Partial<Person>): Handler<MessageComponentInteraction> {
  return {
    defer: 'update',
    async run(interaction, bot) {
      const chosen = interaction.isStringSelectMenu()
        ? interaction.values
        : [parseCustomId(interaction.customId)?.subject ?? ''];
      const { id } = interaction.user;
      const person = await reaching(writePerson(bot.workshop, id, () => read(chosen)));
      bot.liked.forget(id);
      await show(bot, interaction, await panelFor(bot, interaction, person));
    },
  };
}

const own = ([value]: readonly string[]) => (value === undefined || value === USUAL ? null : value);
const number = (chosen: readonly string[]) => (own(chosen) === null ? null : Number(own(chosen)));

export const DEFAULTS_COMPONENTS = {
  // what is none of the values is refused where the row is written
  [MINE.quality]: change((chosen) => ({ quality: own(chosen) as Person['quality'] })),
  [MINE.strength]: change((chosen) => ({ strength: number(chosen) })),
  [MINE.size]: change((chosen) => ({ size: number(chosen) })),
  [MINE.private]: change(([value]) => ({ private: value === 'on' })),
  [MINE.share]: change(([value]) => ({ sharePhotos: value === 'on' })),
  [MINE.favourites]: change((favourites) => ({ favourites: [...favourites] })),
};

async function panelFor(bot: Bot, interaction: Answered, person: Person): Promise<Payload> {
  const settings = await bot.settings.soon(interaction.guildId);
  return panel(person, interaction, settings?.defaultQuality ?? null);
}

/** `usualQuality`: the server's; null: fast where the preset can. */
function panel(
  person: Person,
  { locale, guildId }: Pick<Answered, 'locale' | 'guildId'>,
  usualQuality: Quality | null,
): Payload {
  const all = wordsFor(locale);
  const { defaults: words, form, settings } = all;
  const usual: [string, string] = [USUAL, words.usual];
  const quality = usualQuality === null ? form.automatic : form[usualQuality];
  const numbers = (values: readonly number[]) =>
    values.map((value): [string, string] => [`${value}`, `${value}`]);
  const styles = likedFirst(presets(guildId), person.favourites)
    .slice(0, MAX_OPTIONS)
    .map((preset) => ({
      label: presetLabel(preset, locale),
      value: preset.name,
      default: person.favourites.includes(preset.name),
    }));
  const toggle = (action: string, what: string, isOn: boolean): APIComponentInMessageActionRow => ({
    type: ComponentType.Button,
    style: isOn ? ButtonStyle.Primary : ButtonStyle.Secondary,
    label: fill(isOn ? settings.on : settings.off, { what }),
    custom_id: buildCustomId(action, isOn ? 'off' : 'on'),
  });
  return payload(ACCENTS.waiting, [
    text(`${words.title}\n${words.note}`),
    text(`**${words.quality}**`),
    select(
      MINE.quality,
      [[USUAL, `${words.usual} (${quality})`], ...QUALITIES.map((one): [string, string] => [one, form[one]])],
      person.quality,
    ),
    text(`**${words.strength}**`),
    select(
      MINE.strength,
      [[USUAL, `${words.usual} (${ORDER.strength.default})`], ...numbers(STRENGTHS)],
      person.strength,
    ),
    text(`**${words.size}**`),
    select(MINE.size, [usual, ...numbers(SIZES)], person.size),
    text(`**${words.favourites}**`),
    row({
      type: ComponentType.StringSelect,
      custom_id: buildCustomId(MINE.favourites),
      placeholder: words.noFavourites,
      min_values: 0,
      max_values: styles.length,
      options: styles,
    }),
    row(
      toggle(MINE.private, words.private, person.private),
      toggle(MINE.share, words.share, person.sharePhotos),
    ),
  ]);
}

function select(
  action: string,
  options: readonly [value: string, label: string][],
  chosen: string | number | null,
): APIComponentInContainer {
  const value = chosen === null ? USUAL : String(chosen);
  return row({
    type: ComponentType.StringSelect,
    custom_id: buildCustomId(action),
    options: options.map(([one, label]) => ({ value: one, label, default: one === value })),
  });
}

function row(...components: APIComponentInMessageActionRow[]): APIComponentInContainer {
  return { type: ComponentType.ActionRow, components };
}
