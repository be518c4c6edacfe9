import { thumbnailOf } from '@atelier/core/isolated/pictures.ts';
import { buildCustomId, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { unusual } from '@atelier/discord/reply/figures.ts';
import { ACCENTS, type Payload, payload, type ReplyFile, text } from '@atelier/discord/reply/payload.ts';
import { plainTitleOf, qualityWord, titleOf } from '@atelier/discord/reply/words.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { type JobView, readPictures } from '@atelier/queue/find-jobs.ts';
import { type HistoryPage, historyOf } from '@atelier/queue/history.ts';
import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIThumbnailComponent,
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

/** Results on a page: five components each, of which a message holds 40. */
const PER_PAGE = 6;
/** pixels of a thumbnail's longer side: a section shows it at 85, twice that on dense screens */
const THUMBNAIL = 192;

/** `/history`: the person's last results, for nobody else. */
export const HISTORY: Handler<ChatInputCommandInteraction> = {
  defer: 'private',
  async run(interaction, bot) {
    const page = await reaching(historyOf(bot.workshop, interaction.user.id, { limit: PER_PAGE }));
    await show(bot, interaction, await historyMessage(bot, page, interaction.locale));
  },
};

/** Older results; without a subject the newest. A person can only be shown their own. */
export const TURN_HISTORY: Handler<MessageComponentInteraction> = {
  defer: 'update',
  async run(interaction, bot) {
    const before = parseCustomId(interaction.customId)?.subject || null;
    const page = await reaching(historyOf(bot.workshop, interaction.user.id, { before, limit: PER_PAGE }));
    await show(bot, interaction, await historyMessage(bot, page, interaction.locale, before !== null));
  },
};

async function historyMessage(
  bot: Bot,
  { jobs, more }: HistoryPage,
  locale: string,
  older = false,
): Promise<Payload> {
  const words = wordsFor(locale).history;
  const turns = [
    ...(older ? [button(buildCustomId(HISTORY_ACTIONS.page), words.newest)] : []),
    ...(more ? [button(buildCustomId(HISTORY_ACTIONS.page, jobs.at(-1)!.id), words.older)] : []),
  ];
  const thumbnails = await Promise.all(jobs.map((job, i) => thumbnailFor(bot, job, i, locale)));
  const components = [
    text(jobs.length > 0 ? words.title : `${words.title}\n${words.empty}`),
    ...jobs.flatMap((job, i) => entry(bot, job, thumbnails[i] ?? null, locale)),
    ...(turns.length > 0 ? [{ type: ComponentType.ActionRow as const, components: turns }] : []),
  ];
  return payload(
    ACCENTS.done,
    components,
    thumbnails.filter((file) => file !== null),
  );
}

/** Null where the picture is not kept any more, or cannot be made small. */
async function thumbnailFor(
  { workshop, log }: Bot,
  { id, preset, spoiler }: JobView,
  index: number,
  locale: string,
): Promise<ReplyFile | null> {
  try {
    const pictures = await readPictures(workshop, id);
    const picture = pictures?.still ?? pictures?.picture;
    if (!picture) return null;
    return {
      name: `${index + 1}.webp`,
      data: await thumbnailOf(picture, THUMBNAIL),
      contentType: 'image/webp',
      description: plainTitleOf(preset, locale),
      spoiler,
    };
  } catch (err) {
    log.warn({ err, jobId: id }, 'a thumbnail could not be made');
    return null;
  }
}

function entry(
  bot: Bot,
  job: JobView,
  thumbnail: ReplyFile | null,
  locale: string,
): APIComponentInContainer[] {
  const words = wordsFor(locale).history;
  const link = linkTo(bot, job);
  const facts = [
    qualityWord(job.quality, locale),
    `${job.width}×${job.height}`,
    // of the same photo there may be many
    ...unusual({ ...job, locale }),
    `<t:${Math.floor(job.createdAt.getTime() / 1000)}:R>`,
    ...(link ? [`[${words.link}](${link})`] : []),
    ...(job.hasPicture ? [] : [words.gone]),
  ];
  const content = text(`${titleOf(job.preset, locale)}\n${facts.join(' · ')}`);
  if (!job.hasPicture) return [content];
  const shows = button(buildCustomId(HISTORY_ACTIONS.show, job.id), words.show);
  if (thumbnail === null) return [{ type: ComponentType.Section, components: [content], accessory: shows }];
  const { name, description, spoiler } = thumbnail;
  const accessory: APIThumbnailComponent = {
    type: ComponentType.Thumbnail,
    media: { url: `attachment://${name}` },
    description,
    ...(spoiler !== undefined && { spoiler }),
  };
  return [
    { type: ComponentType.Section, components: [content], accessory },
    { type: ComponentType.ActionRow, components: [shows] },
  ];
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
