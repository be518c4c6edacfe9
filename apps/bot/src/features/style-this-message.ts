import { presets } from '@atelier/core/styles/catalogue.ts';
import { buildCustomId } from '@atelier/discord/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/discord/reply/payload.ts';
import {
  type APIComponentInContainer,
  type APISelectMenuOption,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { type Asker, presetLabel } from '../submit/preset-option.ts';
import { type BotTexts, fill, wordsFor } from '../words.ts';
import { AUTOMATIC, FORM, type FormState } from './style-this-state.ts';

/** Discord's limit for the options of a select. */
const MAX_OPTIONS = 25;

/** Asks which of several pictures is meant, or else for style and quality. */
export function formMessage(state: FormState, asker: Asker): Payload {
  const parts =
    state.pictures.length > 1 ? whichPicture(state, wordsFor(asker.locale)) : whichStyle(state, asker);
  return payload(ACCENTS.waiting, parts);
}

function whichPicture({ pictures }: FormState, { form }: BotTexts): APIComponentInContainer[] {
  const options = pictures.map((_, i) => ({
    label: fill(form.picture, { number: i + 1 }),
    value: String(i),
  }));
  const placeholder = fill(form.whichPicture, { count: pictures.length });
  return [
    text(placeholder),
    photos(pictures, (number) => fill(form.pictureAlt, { number })),
    select(FORM.picture, placeholder, options),
  ];
}

function whichStyle(
  { pictures, preset, quality }: FormState,
  { locale, guildId }: Asker,
): APIComponentInContainer[] {
  const { form } = wordsFor(locale);
  const styles = presets(guildId)
    .slice(0, MAX_OPTIONS)
    .map((one) => ({
      label: presetLabel(one, locale),
      value: one.name,
      default: one.name === preset,
    }));
  const qualities = [
    [AUTOMATIC, form.automatic],
    ['fast', form.fast],
    ['high', form.high],
  ].map(([value, label]) => ({ label: label!, value: value!, default: value === quality }));
  return [
    text(form.choose),
    photos(pictures, () => form.photoAlt),
    select(FORM.preset, form.presetPlaceholder, styles),
    select(FORM.quality, form.qualityPlaceholder, qualities),
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
  placeholder: string,
  options: APISelectMenuOption[],
): APIComponentInContainer {
  const menu = { type: ComponentType.StringSelect as const, custom_id: buildCustomId(action) };
  return {
    type: ComponentType.ActionRow,
    components: [{ ...menu, placeholder, options }],
  };
}
