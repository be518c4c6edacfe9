import { LIMITS } from '@atelier/contract/limits.ts';
import { ORDER, SHEET_TAKES } from '@atelier/contract/order.ts';
import { oneLine } from '@atelier/contract/template.ts';
import { presets } from '@atelier/core/styles/catalogue.ts';
import { creditIn, titleIn } from '@atelier/core/styles/preset-words.ts';
import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  type APISelectMenuOption,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import { fill, languageOf } from '../texts/locale.ts';
import { textsFor } from '../texts/texts.ts';
import type { ReplyJob } from './about.ts';
import { buildCustomId, type JobAction } from './custom-id.ts';

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** Discord's limits: options of a select, characters of a label and of an option's description. */
const MAX_OPTIONS = 25;
const MAX_LABEL = 100;

/** While a job is open. */
export function cancelRows({ id, locale = 'en' }: ReplyJob): Row[] {
  if (id === undefined) return [];
  return [row(button(id, 'cancel', textsFor(locale).buttons.cancel))];
}

/** Under a result, of this longer side: paint it again in another way, look closer, paint one's own, delete. */
export function resultRows(job: ReplyJob, side: number): Row[] {
  const { id, quality, strength = ORDER.strength.default, locale = 'en' } = job;
  if (id === undefined) return [];
  if (job.sheet) return sheetRows(job, id);
  const { buttons } = textsFor(locale);
  const high = quality === 'fast' ? [button(id, 'high', highLabel(side, buttons.high))] : [];
  return [
    row(
      button(id, 'again', buttons.again),
      // four clips on one sheet would show little of each
      ...(job.clip ? [] : [button(id, 'sheet', buttons.sheet)]),
      button(id, 'stronger', buttons.stronger, { disabled: strength >= ORDER.strength.max }),
      button(id, 'weaker', buttons.weaker, { disabled: strength <= ORDER.strength.min }),
      ...high,
    ),
    row(
      button(id, 'upscale', buttons.upscale, {
        disabled: side >= (sourceSide(job) ?? LIMITS.longestSide[quality]),
      }),
      button(id, 'compare', buttons.compare),
      button(id, 'losses', buttons.losses),
      button(id, 'mine', buttons.mine),
      button(id, 'delete', buttons.delete, { style: ButtonStyle.Danger }),
    ),
    row({
      type: ComponentType.StringSelect,
      custom_id: buildCustomId('style', id),
      placeholder: buttons.anotherStyle,
      options: styleOptions(job),
    }),
  ];
}

/** With the size where high quality does not go as far as what is seen. */
function highLabel(side: number, label: string): string {
  const { high: most } = LIMITS.longestSide;
  return side > most ? `${label} (${most} px)` : label;
}

/** A clip is never larger than what was sent; undefined: a still picture. */
function sourceSide({ clip }: ReplyJob): number | undefined {
  return clip ? Math.max(clip.source.width, clip.source.height) : undefined;
}

/** Under four variations: each of them in full size, four more. */
function sheetRows({ take = 0, locale = 'en' }: ReplyJob, id: string): Row[] {
  const { buttons } = textsFor(locale);
  const numbers = Array.from({ length: SHEET_TAKES }, (_, i) => i + 1);
  return [
    row(...numbers.map((number) => button(`${id}:${take + number}`, 'take', fill(buttons.take, { number })))),
    row(
      button(id, 'sheet', buttons.sheet),
      button(id, 'mine', buttons.mine),
      button(id, 'delete', buttons.delete, { style: ButtonStyle.Danger }),
    ),
  ];
}

/** Every preset that is offered there but the present one, as many as a select takes. */
function styleOptions({ preset, guildId = null, locale = 'en' }: ReplyJob): APISelectMenuOption[] {
  const { highOnly } = textsFor(locale).buttons;
  const language = languageOf(locale);
  const others = presets(guildId)
    .filter(({ name }) => name !== preset)
    .slice(0, MAX_OPTIONS);
  return others.map((other) => {
    const about = [creditIn(other, language), other.fast ? '' : highOnly].filter(Boolean).join(' · ');
    return {
      label: oneLine(titleIn(other, language), MAX_LABEL) || other.name,
      value: other.name,
      // empty: Discord refuses it
      ...(about !== '' && { description: oneLine(about, MAX_LABEL) }),
    };
  });
}

function button(
  subject: string,
  action: JobAction,
  label: string,
  { style = ButtonStyle.Secondary, disabled = false }: Partial<ButtonLook> = {},
): APIButtonComponentWithCustomId {
  const custom_id = buildCustomId(action, subject);
  return { type: ComponentType.Button, style, label, custom_id, ...(disabled ? { disabled } : {}) };
}

interface ButtonLook {
  style: APIButtonComponentWithCustomId['style'];
  disabled: boolean;
}

function row(...components: APIComponentInMessageActionRow[]): Row {
  return { type: ComponentType.ActionRow, components };
}
