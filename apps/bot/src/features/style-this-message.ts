import { LIMITS } from '@atelier/contract/limits.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { presets } from '@atelier/core/styles/catalogue.ts';
import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import {
  type APIComponentInContainer,
  type APISelectMenuOption,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { qualityOptions } from '../submit/personal.ts';
import { type Asker, likedFirst, presetLabel } from '../submit/preset-option.ts';
import { type BotTexts, fill, wordsFor } from '../words.ts';
import { FORM, type FormState } from './style-this-state.ts';

/** Discord's limit for the options of a select. */
const MAX_OPTIONS = 25;

/** Who fills it in, the presets that they like, and the quality that holds for them where none is chosen. */
interface Filler {
  asker: Asker;
  liked: readonly string[];
  usual: Quality | null;
}

/** Asks which of several pictures are meant, or else for style and quality. */
export function formMessage(state: FormState, filler: Filler): Payload {
  const parts = state.chosen ? whichStyle(state, filler) : whichPicture(state, wordsFor(filler.asker.locale));
  return payload(ACCENTS.waiting, parts);
}

function whichPicture({ pictures }: FormState, { form }: BotTexts): APIComponentInContainer[] {
  const options = pictures.map((_, i) => ({
    label: fill(form.picture, { number: i + 1 }),
    value: String(i),
  }));
  const most = Math.min(pictures.length, LIMITS.openJobsPerUser);
  const placeholder = fill(form.whichPicture, { count: pictures.length, most });
  return [
    text(placeholder),
    photos(pictures, (number) => fill(form.pictureAlt, { number })),
    select(FORM.picture, { placeholder, options, max_values: most }),
  ];
}

function whichStyle(
  { pictures, preset, quality }: FormState,
  { asker: { locale, guildId }, liked, usual }: Filler,
): APIComponentInContainer[] {
  const words = wordsFor(locale);
  const { form } = words;
  const styles = likedFirst(presets(guildId), preset === null ? liked : [preset, ...liked])
    .slice(0, MAX_OPTIONS)
    .map((one) => ({
      label: presetLabel(one, locale),
      value: one.name,
      default: one.name === preset,
    }));
  const qualities = qualityOptions(words, { usual, chosen: quality });
  return [
    text(form.choose),
    photos(pictures, () => form.photoAlt),
    select(FORM.preset, { placeholder: form.presetPlaceholder, options: styles }),
    select(FORM.quality, { placeholder: form.qualityPlaceholder, options: qualities }),
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Primary,
          label: form.paint,
          custom_id: buildCustomId(FORM.paint),
          disabled: preset === null,
        },
      ],
    },
  ];
}

function photos(pictures: FormState['pictures'], alt: (number: number) => string): APIComponentInContainer {
  const items = pictures.map(({ url, spoiler }, i) => ({
    media: { url },
    description: alt(i + 1),
    ...(spoiler && { spoiler }),
  }));
  return { type: ComponentType.MediaGallery, items };
}

function select(
  action: string,
  given: { placeholder: string; options: APISelectMenuOption[]; max_values?: number },
): APIComponentInContainer {
  const menu = { type: ComponentType.StringSelect as const, custom_id: buildCustomId(action) };
  return {
    type: ComponentType.ActionRow,
    components: [{ ...menu, ...given }],
  };
}
