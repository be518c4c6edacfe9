import { buildCustomId, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import { qualityWord, titleOf } from '@atelier/discord/reply/words.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import type { JobView } from '@atelier/queue/find-jobs.ts';
import { type HistoryPage, historyOf } from '@atelier/queue/history.ts';
import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  type MessageComponentInteraction,
} from 'discord.js';
import { show } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Handler } from '../reply/handler.ts';
import { wordsFor } from '../words.ts';

export const HISTORY_ACTIONS = { page: 'history', show: 'history-show' } as const;

/** Results on a page: three components each, and a glance on a phone. */
const PER_PAGE = 8;

/** `/history`: the person's last results, for nobody else. */
export const HISTORY: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const page = await reaching(historyOf(bot.workshop, interaction.user.id, { limit: PER_PAGE }));
    await show(bot, interaction, historyMessage(bot, page, interaction.locale));
  },
};

/** Older results; without a subject the newest. A person can only be shown their own. */
export const TURN_HISTORY: Handler<MessageComponentInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    const before = parseCustomId(interaction.customId)?.subject || null;
    const page = await reaching(historyOf(bot.workshop, interaction.user.id, { before, limit: PER_PAGE }));
    await show(bot, interaction, historyMessage(bot, page, interaction.locale, before !== null));
  },
};

function historyMessage(bot: Bot, { jobs, more }: HistoryPage, locale: string, older = false): Payload {
  const words = wordsFor(locale).history;
  const turns = [
    ...(older ? [button(buildCustomId(HISTORY_ACTIONS.page), words.newest)] : []),
    ...(more ? [button(buildCustomId(HISTORY_ACTIONS.page, jobs.at(-1)!.id), words.older)] : []),
  ];
  return payload(ACCENTS.done, [
    text(jobs.length > 0 ? words.title : `${words.title}\n${words.empty}`),
    ...jobs.map((job) => entry(bot, job, locale)),
    ...(turns.length > 0 ? [{ type: ComponentType.ActionRow as const, components: turns }] : []),
  ]);
}

function entry(bot: Bot, job: JobView, locale: string): APIComponentInContainer {
  const words = wordsFor(locale).history;
  const link = linkTo(bot, job);
  const facts = [
    qualityWord(job.quality, locale),
    `${job.width}×${job.height}`,
    `<t:${Math.floor(job.createdAt.getTime() / 1000)}:R>`,
    ...(link ? [`[${words.link}](${link})`] : []),
    ...(job.hasPicture ? [] : [words.gone]),
  ];
  const content = text(`${titleOf(job.preset, locale)}\n${facts.join(' · ')}`);
  if (!job.hasPicture) return content;
  const accessory = button(buildCustomId(HISTORY_ACTIONS.show, job.id), words.show);
  return { type: ComponentType.Section, components: [content], accessory };
}

/** The message that shows a result; null where there is none that a link reaches, as in the sandbox. */
export function linkTo(
  { environment }: Bot,
  { guildId, channelId, messageId, deliveredBy }: JobView,
): string | null {
  if (!environment.discordApi.startsWith('https://discord.com/')) return null;
  if (messageId === null || channelId === null || deliveredBy === 'direct') return null;
  return `https://discord.com/channels/${guildId ?? '@me'}/${channelId}/${messageId}`;
}

function button(customId: string, label: string): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id: customId };
}
