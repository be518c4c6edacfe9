import { buildCustomId, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { CANCEL_LESSON, lessonReply } from '@atelier/discord/reply/lesson.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import { plain } from '@atelier/discord/reply/words.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { cancelLesson, type Lesson, type ServerPresets, serverPresets } from '@atelier/queue/lessons.ts';
import { removeFromFleet } from '@atelier/queue/presets.ts';
import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  type MessageComponentInteraction,
} from 'discord.js';
import { AtelierError, sentenceFor } from '../errors.ts';
import { show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Handler } from '../reply/handler.ts';
import { managedGuild } from '../submit/permissions.ts';
import { type BotTexts, fill, wordsFor } from '../words.ts';

type Press = MessageComponentInteraction;

const ACTIONS = {
  choose: 'preset-choose',
  remove: 'preset-remove',
  keep: 'preset-keep',
  cancel: 'preset-lesson-cancel',
} as const;

/** `/presets`, for those who may manage the server: its own styles, and what is being learnt. */
export const PRESETS: Handler<ChatInputCommandInteraction> = { defer: 'private', run: list };

async function list(interaction: ChatInputCommandInteraction | Press, bot: Bot): Promise<void> {
  const guildId = managedGuild(interaction);
  const own = await reaching(serverPresets(bot.workshop, guildId));
  await show(bot, interaction, presetsMessage(own, interaction.locale));
}

/** Asks whether it is really meant. Errors: preset.gone. */
const CHOOSE: Handler<Press> = {
  defer: 'update',
  async run(interaction, bot) {
    const guildId = managedGuild(interaction);
    const name = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : '';
    const { presets } = await reaching(serverPresets(bot.workshop, guildId));
    const chosen = presets.find((preset) => preset.name === name);
    if (!chosen) throw new AtelierError('preset.gone');
    const words = wordsFor(interaction.locale).ownPresets;
    const question = fill(words.ask, { title: plain(chosen.title) });
    const remove = { style: ButtonStyle.Danger as const, label: words.yes };
    await show(
      bot,
      interaction,
      payload(ACCENTS.waiting, [
        text(question),
        row(
          { ...button(buildCustomId(ACTIONS.remove, name), words.yes), ...remove },
          button(buildCustomId(ACTIONS.keep), words.no),
        ),
      ]),
    );
  },
};

/** Errors: preset.gone. */
const REMOVE: Handler<Press> = {
  defer: 'update',
  async run(interaction, bot) {
    const guildId = managedGuild(interaction);
    const name = parseCustomId(interaction.customId)?.subject ?? '';
    const removed = await reaching(removeFromFleet(bot.workshop, name, guildId));
    await reaching(bot.presets.look());
    // the process that left the press may have removed it
    const before = bot.openInteractions.carried(interaction.id) !== undefined;
    if (!removed && !before) throw new AtelierError('preset.gone');
    bot.log.info({ guildId, preset: name, by: interaction.user.id }, 'a preset was removed');
    await list(interaction, bot);
  },
};

/** Cancel in the list: the list stays a list. Errors: lesson.over. */
const CANCEL_IN_LIST: Handler<Press> = {
  defer: 'update',
  async run(interaction, bot) {
    await cancel(interaction, bot);
    await list(interaction, bot);
  },
};

/** Cancel under a lesson. Errors: lesson.over. */
const CANCEL: Handler<Press> = {
  defer: 'update',
  async run(interaction, bot) {
    const lesson = await cancel(interaction, bot);
    await show(bot, interaction, lessonReply({ ...lesson, locale: interaction.locale }));
  },
};

async function cancel(interaction: Press, bot: Bot): Promise<Lesson> {
  const guildId = managedGuild(interaction);
  const id = parseCustomId(interaction.customId)?.subject ?? '';
  const lesson = await reaching(cancelLesson(bot.workshop, id, guildId));
  bot.log.info({ lessonId: id, guildId, by: interaction.user.id }, 'a lesson was cancelled');
  return lesson;
}

export const PRESETS_COMPONENTS: Readonly<Record<string, Handler<Press>>> = {
  [ACTIONS.choose]: CHOOSE,
  [ACTIONS.remove]: REMOVE,
  [ACTIONS.keep]: { defer: 'update', run: list },
  [ACTIONS.cancel]: CANCEL_IN_LIST,
  [CANCEL_LESSON]: CANCEL,
};

function presetsMessage({ presets, lessons }: ServerPresets, locale: string): Payload {
  const words = wordsFor(locale).ownPresets;
  const entries = presets.map(({ title, artist, year, name, madeBy, createdAt }) => {
    const credit = [artist, year].filter(Boolean).map(plain).join(', ');
    const person = madeBy === null ? '–' : `<@${madeBy}>`;
    const when = `<t:${Math.floor(createdAt.getTime() / 1000)}:D>`;
    const by = fill(words.line, { person, when });
    return [`**${plain(title)}**`, credit, `\`${name}\``, by].filter(Boolean).join(' · ');
  });
  const nothing = entries.length + lessons.length === 0 ? [words.empty] : [];
  const parts = [
    text([words.title, ...entries, ...nothing].join('\n')),
    ...lessons.map((lesson) => lessonEntry(lesson, words, locale)),
  ];
  if (presets.length > 0)
    parts.push({
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.StringSelect,
          custom_id: buildCustomId(ACTIONS.choose),
          placeholder: words.choose,
          options: presets.map(({ name, title }) => ({ label: title, value: name })),
        },
      ],
    });
  return payload(ACCENTS.done, parts);
}

function lessonEntry(
  { id, title, state, fraction, errorCode, errorData }: Lesson,
  words: BotTexts['ownPresets'],
  locale: string,
): APIComponentInContainer {
  const head = `**${plain(title)}** · `;
  if (state === 'failed') {
    const sentence = sentenceFor(
      locale,
      new AtelierError((errorCode ?? 'internal') as 'internal', errorData ?? {}),
    );
    return text(head + fill(words.failed, { sentence }));
  }
  const how =
    state === 'waiting' ? words.waiting : fill(words.learning, { percent: Math.floor(fraction * 100) });
  return {
    type: ComponentType.Section,
    components: [text(head + how)],
    accessory: button(buildCustomId(ACTIONS.cancel, id), words.cancel),
  };
}

function row(...components: APIButtonComponentWithCustomId[]): APIComponentInContainer {
  return { type: ComponentType.ActionRow, components };
}

function button(customId: string, label: string): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id: customId };
}
