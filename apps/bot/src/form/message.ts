import { presets } from '@atelier/jobs/presets.ts';
import { buildCustomId } from '@atelier/jobs/reply/custom-id.ts';
import { ACCENTS, type Payload, payload, text } from '@atelier/jobs/reply/payload.ts';
import {
  type APIComponentInContainer,
  type APISelectMenuOption,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { presetLabel } from '../commands/preset-option.ts';
import { type BotTexts, fill } from '../words.ts';
import { AUTOMATIC, FORM, type FormState } from './state.ts';

/** Discord's limit for the options of a select. */
const MAX_OPTIONS = 25;

/** Asks which of several pictures is meant, or else for style and quality. */
export function formMessage(state: FormState, words: BotTexts): Payload {
  const parts = state.pictures.length > 1 ? whichPicture(state, words) : whichStyle(state, words);
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

function whichStyle({ pictures, preset, quality }: FormState, words: BotTexts): APIComponentInContainer[] {
  const { form } = words;
  const styles = presets()
    .slice(0, MAX_OPTIONS)
    .map((one) => ({
      label: presetLabel(one, words),
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
