import { LIMITS } from '@atelier/contract/limits.ts';
import { ORDER, type Quality } from '@atelier/contract/order.ts';
import { oneLine } from '@atelier/contract/template.ts';
import { presets } from '@atelier/core/styles/catalogue.ts';
import { buildCustomId, parseCustomId } from '@atelier/discord/reply/custom-id.ts';
import { reaching } from '@atelier/queue/database-retry.ts';
import { findForm, keepForm } from '@atelier/queue/forms.ts';
import { type Person, readPerson } from '@atelier/queue/people.ts';
import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type MessageComponentInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { z } from 'zod';
import { finishedJob } from '../buttons/job.ts';
import { AtelierError } from '../errors.ts';
import type { Bot } from '../reply/bot.ts';
import { type Answered, type FormHandler, type Handler, soon } from '../reply/handler.ts';
import { deferAsServer } from '../submit/defer.ts';
import { orderEach } from '../submit/order-each.ts';
import { rulesFor } from '../submit/permissions.ts';
import { AUTOMATIC, qualityOptions, withSize } from '../submit/personal.ts';
import { likedFirst, presetLabel } from '../submit/preset-option.ts';
import { painting } from '../submit/style-options.ts';
import { fill, wordsFor } from '../words.ts';
import { type Picture, picturesOf } from './style-this-pictures.ts';

/** Actions of the forms' custom ids; the subject of `mine` is a job, that of `message` what is kept of a message. */
export const PAINT_FORM_ACTIONS = { mine: 'form-mine', message: 'form-message' } as const;
const FIELD = {
  photo: 'photo',
  preset: 'preset',
  quality: 'quality',
  strength: 'strength',
  private: 'private',
} as const;

/** Discord's limits: options of a select, characters of an option's label, options of a group of boxes. */
const MAX_OPTIONS = 25;
const MAX_LABEL = 100;
const MAX_BOXES = 10;
/** photos that a form takes at once: as many as a person may have open */
const MAX_PHOTOS = LIMITS.openJobsPerUser;

const { default: usual } = ORDER.strength;
const STRENGTHS = { gentle: usual - 30, usual, strong: ORDER.strength.max - 5 } as const;

/** Paint mine, under every result and for everybody: a photo of one's own, in that style. */
export const PAINT_MINE: FormHandler<MessageComponentInteraction> = {
  async form(interaction, bot) {
    const [job, usual] = await Promise.all([soon(finishedJob(bot, interaction)), asUsual(bot, interaction)]);
    return photoForm(interaction, { ...usual, preset: job?.preset, quality: job?.quality });
  },
};

/** Use, in /styles: a photo of one's own, in that style. Errors: preset.gone. */
export const USE_STYLE: FormHandler<MessageComponentInteraction> = {
  async form(interaction, bot) {
    const name = parseCustomId(interaction.customId)?.subject;
    if (!presets(interaction.guildId).some((preset) => preset.name === name))
      throw new AtelierError('preset.gone');
    return photoForm(interaction, { ...(await asUsual(bot, interaction)), preset: name });
  },
};

function photoForm(
  interaction: MessageComponentInteraction,
  given: Given,
): APIModalInteractionResponseCallbackData {
  const words = wordsFor(interaction.locale);
  const subject = parseCustomId(interaction.customId)?.subject ?? '';
  const photos: APILabelComponent = {
    type: ComponentType.Label,
    label: words.paintForm.photo,
    component: { type: ComponentType.FileUpload, custom_id: FIELD.photo, max_values: MAX_PHOTOS },
  };
  return {
    custom_id: buildCustomId(PAINT_FORM_ACTIONS.mine, subject),
    title: words.paintForm.title,
    components: [photos, ...choices(interaction, given)],
  };
}

/** The same about the pictures of a message, all of them at once. Errors: message.no-picture. */
export const PAINT_THESE: FormHandler<MessageContextMenuCommandInteraction> = {
  async form(interaction, bot) {
    const pictures = picturesOf(interaction.targetMessage, interaction.applicationId).slice(0, MAX_BOXES);
    if (pictures.length === 0) throw new AtelierError('message.no-picture');
    const { id, locale, user } = interaction;
    // it is kept before the form is seen, as a quick hand may send it at once
    const kept = soon(keepForm(bot.workshop, { id, userId: user.id, state: { pictures } })).catch((err) => {
      bot.log.warn({ err, interactionId: id }, 'what a form is about could not be kept');
    });
    const [given] = await Promise.all([asUsual(bot, interaction), kept]);
    const words = wordsFor(locale);
    const boxes: APILabelComponent = {
      type: ComponentType.Label,
      label: words.paintForm.photos,
      description: words.paintForm.photosNote,
      component: {
        type: ComponentType.CheckboxGroup,
        custom_id: FIELD.photo,
        options: pictures.map(({ name }, i) => ({
          value: String(i),
          label: oneLine(`${fill(words.form.picture, { number: i + 1 })} · ${name}`, MAX_LABEL),
          default: i < MAX_PHOTOS,
        })),
      },
    };
    return {
      custom_id: buildCustomId(PAINT_FORM_ACTIONS.message, id),
      title: words.paintForm.title,
      components: [boxes, ...choices(interaction, given)],
    };
  },
};

interface Given {
  preset?: string | undefined;
  quality?: string | undefined;
  person: Person | null;
  liked: readonly string[];
  /** quality where none is chosen; null: fast where the preset can */
  usual: Quality | null;
}

/** What is known in time of what holds for this person here. */
async function asUsual(bot: Bot, { user, guildId }: Answered): Promise<Omit<Given, 'preset' | 'quality'>> {
  const [person, settings, liked] = await Promise.all([
    soon(readPerson(bot.workshop, user.id)).catch(() => null),
    bot.settings.soon(guildId),
    bot.liked.soon(user.id),
  ]);
  return { person, liked, usual: person?.quality ?? settings?.defaultQuality ?? null };
}

/** Style, quality, strength and whether for oneself alone, as this person usually wants them. */
function choices(
  { locale, guildId }: Pick<Answered, 'locale' | 'guildId'>,
  { preset, quality, person, liked, usual: usualQuality }: Given,
): APILabelComponent[] {
  const words = wordsFor(locale);
  const { paintForm: form, form: old } = words;
  const chosenStrength = person?.strength ?? usual;
  const own = Object.values(STRENGTHS).some((strength) => strength === chosenStrength)
    ? []
    : [chosenStrength];
  const strengths = [
    ...Object.entries(STRENGTHS).map(([name, value]) => ({
      value: String(value),
      label: `${form[name as keyof typeof STRENGTHS]} (${value})`,
      default: value === chosenStrength,
    })),
    ...own.map((value) => ({ value: String(value), label: String(value), default: true })),
  ];
  return [
    {
      type: ComponentType.Label,
      label: form.style,
      component: {
        type: ComponentType.StringSelect,
        custom_id: FIELD.preset,
        placeholder: old.presetPlaceholder,
        options: likedFirst(presets(guildId), preset === undefined ? liked : [preset, ...liked])
          .slice(0, MAX_OPTIONS)
          .map((one) => ({
            value: one.name,
            label: presetLabel(one, locale),
            default: one.name === preset,
          })),
      },
    },
    {
      type: ComponentType.Label,
      label: form.quality,
      component: {
        type: ComponentType.RadioGroup,
        custom_id: FIELD.quality,
        options: qualityOptions(words, { usual: usualQuality, chosen: quality ?? AUTOMATIC }),
      },
    },
    {
      type: ComponentType.Label,
      label: form.strength,
      component: { type: ComponentType.RadioGroup, custom_id: FIELD.strength, options: strengths },
    },
    {
      type: ComponentType.Label,
      label: form.private,
      component: {
        type: ComponentType.Checkbox,
        custom_id: FIELD.private,
        default: person?.private ?? false,
      },
    },
  ];
}

/** What was filled in: a picture for each photo. */
export const PAINT_FORM: Handler<ModalSubmitInteraction> = {
  defer: (interaction, bot) =>
    interaction.fields.getCheckbox(FIELD.private) ? 'private' : deferAsServer(interaction, bot),
  async run(interaction, bot, deferral) {
    const { fields } = interaction;
    const rules = await rulesFor(bot, interaction);
    const person = await reaching(readPerson(bot.workshop, interaction.user.id));
    const [preset = ''] = fields.getStringSelectValues(FIELD.preset);
    const quality = fields.getRadioGroup(FIELD.quality);
    const written = {
      preset,
      quality: quality === AUTOMATIC ? null : quality,
      strength: Number(fields.getRadioGroup(FIELD.strength) ?? ORDER.strength.default),
    };
    const usual = person.quality ?? rules.defaultQuality;
    const order = withSize(painting(written, usual, interaction.guildId), written, person);
    const pictures = await chosenPictures(interaction, bot.workshop);
    await orderEach(bot, interaction, { order, pictures, rules, deferral });
  },
};

const Kept = z.object({
  pictures: z.array(z.object({ url: z.string(), name: z.string(), spoiler: z.boolean() })),
});

/** Errors: form.stale, message.no-picture. */
async function chosenPictures(
  { fields, customId }: ModalSubmitInteraction,
  workshop: Parameters<typeof findForm>[0],
): Promise<Picture[]> {
  const { action, subject } = parseCustomId(customId) ?? {};
  if (action === PAINT_FORM_ACTIONS.mine) {
    const files = [...(fields.getUploadedFiles(FIELD.photo)?.values() ?? [])];
    return files.map(({ url, name, spoiler }) => ({ url, name, spoiler }));
  }
  const kept = Kept.safeParse(await reaching(findForm(workshop, subject ?? '')));
  if (!kept.success) throw new AtelierError('form.stale', { kind: 'several' });
  const chosen = fields.getCheckboxGroup(FIELD.photo);
  return kept.data.pictures.filter((_, i) => chosen.includes(String(i)));
}
