import { type Preset, presets } from '@atelier/core/styles/catalogue.ts';
import { artistIn, creditIn, titleIn } from '@atelier/core/styles/preset-words.ts';
import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import {
  ACCENTS,
  gallery,
  type Payload,
  payload,
  type ReplyFile,
  text,
} from '@atelier/discord/reply/payload.ts';
import { plain } from '@atelier/discord/reply/words.ts';
import { languageOf } from '@atelier/discord/texts/locale.ts';
import {
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { Bot } from '../reply/bot.ts';
import { type Asker, presetLabel } from '../submit/preset-option.ts';
import { type BotTexts, fill, wordsFor } from '../words.ts';
import { commonsPage, originalOf, sampleOf } from './styles-pictures.ts';

/** Presets on a page: three components each, of the 40 that Discord takes, and a glance on a phone. */
const PER_PAGE = 6;

/** What it takes to show a painting. */
type Pictured = Pick<Bot, 'workshop' | 'environment' | 'log'>;

/** Subjects: the page, nothing (the select's value is a preset), a preset. */
export const GALLERY_ACTIONS = { turn: 'styles', look: 'styles-look', use: 'styles-use' } as const;

/** Styles with their samples. `page` counts from 0; one that is not there is brought back to one that is. */
export async function galleryPage(bot: Pictured, page: number, asker: Asker): Promise<Payload> {
  const words = wordsFor(asker.locale);
  const all = presets(asker.guildId);
  const pages = Math.max(1, Math.ceil(all.length / PER_PAGE));
  const here = Number.isInteger(page) ? Math.min(Math.max(page, 0), pages - 1) : 0;
  const shown = all.slice(here * PER_PAGE, (here + 1) * PER_PAGE);
  const entries = await Promise.all(shown.map((preset) => entry(bot, preset, asker)));
  const parts = [
    text(fill(words.gallery.title, { page: here + 1, pages })),
    ...entries.map(({ component }) => component),
    text(words.gallery.hint),
    closer(shown, asker),
    turning(here, pages, words),
  ];
  const files = entries.flatMap(({ file }) => (file ? [file] : []));
  return payload(ACCENTS.waiting, parts, files);
}

/** One style: the painting beside a sample, or where it is to be seen, and samples as large as Discord shows them. */
export async function styleCloser(bot: Pictured, preset: Preset, asker: Asker): Promise<Payload> {
  const words = wordsFor(asker.locale);
  const language = languageOf(asker.locale);
  const title = fill(words.gallery.closer, { title: plain(titleIn(preset, language)) });
  const about = [creditIn(preset, language), qualitiesOf(preset, words)].filter(Boolean).map(plain);
  const original = await painting(bot, preset, asker);
  const samples = await Promise.all([
    sample(preset, 'fast', asker, words.gallery.fast),
    // it stands beside the painting
    original === null && sample(preset, 'high', asker, words.gallery.high),
  ]);
  const files = [original, ...samples].flatMap((file) => (file ? [file] : []));
  const link = original === null ? commonsPage(preset, language) : null;
  const page = Math.floor(presets(asker.guildId).findIndex(({ name }) => name === preset.name) / PER_PAGE);
  return payload(
    ACCENTS.waiting,
    [
      text([title, about.join(' · ')].join('\n')),
      // each by itself, as a gallery of two shows halves of both
      ...files.map((file) => gallery(file)),
      row(
        button(buildCustomId(GALLERY_ACTIONS.use, preset.name), words.gallery.use, {
          style: ButtonStyle.Primary,
        }),
        button(buildCustomId(GALLERY_ACTIONS.turn, String(Math.max(0, page))), words.gallery.all),
        ...(link === null
          ? []
          : [
              {
                type: ComponentType.Button as const,
                style: ButtonStyle.Link as const,
                label: words.gallery.original,
                url: link,
              },
            ]),
      ),
    ],
    files,
  );
}

async function entry(
  bot: Pictured,
  preset: Preset,
  asker: Asker,
): Promise<{ component: APIComponentInContainer; file?: ReplyFile }> {
  const language = languageOf(asker.locale);
  const words = wordsFor(asker.locale);
  const lines = [
    `**${plain(titleIn(preset, language))}**`,
    plain(creditIn(preset, language)),
    `\`${preset.name}\` · ${qualitiesOf(preset, words)}`,
  ];
  const content = text(lines.filter(Boolean).join('\n'));
  const file = await (preset.own ? painting(bot, preset, asker) : sample(preset, 'high', asker));
  if (file === null) return { component: content };
  const { name, description } = file;
  const media = { url: `attachment://${name}` };
  const accessory = { type: ComponentType.Thumbnail as const, media, description };
  return { component: { type: ComponentType.Section, components: [content], accessory }, file };
}

function qualitiesOf({ fast }: Preset, { presets }: BotTexts): string {
  return fast ? presets.fastToo : presets.highOnly;
}

async function sample(
  preset: Preset,
  quality: 'fast' | 'high',
  { locale }: Asker,
  also = '',
): Promise<ReplyFile | null> {
  const data = preset.own ? null : await sampleOf(preset.name, quality);
  if (data === null) return null;
  const language = languageOf(locale);
  const named = { title: titleIn(preset, language), artist: artistIn(preset, language) };
  const alt = fill(wordsFor(locale).gallery.sampleAlt, named);
  const name = quality === 'high' ? `${preset.name}.jpg` : `${preset.name}-fast.jpg`;
  const description = also === '' ? alt : `${alt} (${also})`;
  return { name, data, contentType: 'image/jpeg', description };
}

/** The painting, of one that ships with its sample. */
async function painting(bot: Pictured, preset: Preset, { locale }: Asker): Promise<ReplyFile | null> {
  const original = await originalOf(bot, preset);
  if (original === null) return null;
  const { bytes: data, type } = original;
  const title = titleIn(preset, languageOf(locale));
  return {
    name: `${preset.name}-original.${type === 'jpeg' ? 'jpg' : type}`,
    data,
    contentType: `image/${type}`,
    description: fill(wordsFor(locale).gallery.originalAlt, { title }),
  };
}

function closer(shown: readonly Preset[], asker: Asker): APIComponentInContainer {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: buildCustomId(GALLERY_ACTIONS.look),
        placeholder: wordsFor(asker.locale).gallery.look,
        options: shown.map((preset) => ({
          label: presetLabel(preset, asker.locale),
          value: preset.name,
        })),
      },
    ],
  };
}

function turning(page: number, pages: number, { gallery: words }: BotTexts): APIComponentInContainer {
  const turn = (label: string, to: number) =>
    button(buildCustomId(GALLERY_ACTIONS.turn, String(to)), label, { disabled: to < 0 || to >= pages });
  return row(turn(words.previous, page - 1), turn(words.next, page + 1));
}

function row(...components: APIComponentInMessageActionRow[]): APIComponentInContainer {
  return { type: ComponentType.ActionRow, components };
}

function button(
  customId: string,
  label: string,
  look: Partial<Pick<APIButtonComponentWithCustomId, 'style' | 'disabled'>> = {},
): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id: customId, ...look };
}
