import { creditOf, type Preset, presets } from '@atelier/core/styles/catalogue.ts';
import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, type ReplyFile, text } from '@atelier/discord/reply/payload.ts';
import { plain } from '@atelier/discord/reply/words.ts';
import { type APIComponentInContainer, ButtonStyle, ComponentType } from 'discord.js';
import { type BotTexts, fill } from '../words.ts';
import { sampleOf } from './styles-samples.ts';

/** Presets on a page: three components each, of the 40 that Discord takes, and a glance on a phone. */
const PER_PAGE = 6;

export const GALLERY_ACTION = 'styles';

/** Styles with their samples. `page` counts from 0; one that is not there is brought back to one that is. */
export async function galleryPage(page: number, words: BotTexts): Promise<Payload> {
  const all = presets();
  const pages = Math.max(1, Math.ceil(all.length / PER_PAGE));
  const here = Number.isInteger(page) ? Math.min(Math.max(page, 0), pages - 1) : 0;
  const shown = all.slice(here * PER_PAGE, (here + 1) * PER_PAGE);
  const entries = await Promise.all(shown.map((preset) => entry(preset, words)));
  const title = fill(words.gallery.title, { page: here + 1, pages });
  const parts = [
    text(title),
    ...entries.map(({ component }) => component),
    text(words.gallery.hint),
    turning(here, pages, words),
  ];
  const files = entries.flatMap(({ file }) => (file ? [file] : []));
  return payload(ACCENTS.waiting, parts, files);
}

async function entry(
  preset: Preset,
  words: BotTexts,
): Promise<{ component: APIComponentInContainer; file?: ReplyFile }> {
  const { name, title, artist, fast } = preset;
  const quality = fast ? words.presets.fastToo : words.presets.highOnly;
  const content = text(`**${plain(title)}**\n${plain(creditOf(preset))}\n\`${name}\` · ${quality}`);
  const data = await sampleOf(name);
  if (data === null) return { component: content };
  const description = fill(words.gallery.sampleAlt, { title, artist });
  const file = { name: `${name}.jpg`, data, contentType: 'image/jpeg', description };
  const media = { url: `attachment://${file.name}` };
  const accessory = { type: ComponentType.Thumbnail as const, media, description };
  return { component: { type: ComponentType.Section, components: [content], accessory }, file };
}

function turning(page: number, pages: number, { gallery }: BotTexts): APIComponentInContainer {
  const turn = (label: string, to: number) => ({
    type: ComponentType.Button as const,
    style: ButtonStyle.Secondary as const,
    label,
    custom_id: buildCustomId(GALLERY_ACTION, String(to)),
    disabled: to < 0 || to >= pages,
  });
  const components = [turn(gallery.previous, page - 1), turn(gallery.next, page + 1)];
  return { type: ComponentType.ActionRow, components };
}
