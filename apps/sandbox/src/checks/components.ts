import { ComponentType } from 'discord-api-types/v10';
import type { Limits } from '../limits.ts';
import {
  boolean,
  type Check,
  integer,
  isRecord,
  list,
  oneOf,
  record,
  required,
  snowflake,
  text,
} from './check.ts';

/** Picks the check by the component's `type`; other types are refused with the list of those allowed here. */
export function byType(allowed: Record<number, () => Check>): Check {
  return (value, at, problems) => {
    if (!isRecord(value)) {
      problems.add(at, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
      return;
    }
    const check = allowed[value.type as number];
    if (check) check()(value, at, problems);
    else
      problems.add(
        [...at, 'type'],
        'UNION_TYPE_CHOICES',
        `Value of field "type" must be one of (${Object.keys(allowed).join(', ')}).`,
      );
  };
}

const emoji = record({ id: snowflake, name: text(1, 32), animated: boolean });

const media: Check = required(record({ url: required(text(1, 2_048, /^(https?|attachment):\/\/./)) }));

/** The checks of every component that a message may hold (Components V2 and the older action rows). */
export function componentChecks(limits: Limits): { legacy: Check; v2: Check } {
  const id = integer(0, 2 ** 31 - 1);
  const customId = text(1, limits.customId);
  const option = record({
    label: required(text(1, 100)),
    value: required(text(1, 100)),
    description: text(0, 100),
    emoji,
    default: boolean,
  });
  const select = {
    id,
    custom_id: required(customId),
    placeholder: text(0, 150),
    min_values: integer(0, 25),
    max_values: integer(1, 25),
    disabled: boolean,
  };
  const textDisplay = record({ id, content: required(text(1, limits.componentsText)) });
  const thumbnail = record({ id, media, description: text(1, 1_024), spoiler: boolean });

  const row = record({
    id,
    components: required(
      rowContent(
        byType({
          [ComponentType.Button]: () => button(id, customId),
          [ComponentType.StringSelect]: () =>
            record({ ...select, options: required(list(1, limits.selectOptions, option)) }),
          [ComponentType.UserSelect]: () => record(select),
          [ComponentType.RoleSelect]: () => record(select),
          [ComponentType.MentionableSelect]: () => record(select),
          [ComponentType.ChannelSelect]: () => record(select),
        }),
        limits,
      ),
    ),
  });
  const inside = {
    [ComponentType.ActionRow]: () => row,
    [ComponentType.Section]: () =>
      record({
        id,
        components: required(
          list(1, limits.sectionTexts, byType({ [ComponentType.TextDisplay]: () => textDisplay })),
        ),
        accessory: required(
          byType({
            [ComponentType.Button]: () => button(id, customId),
            [ComponentType.Thumbnail]: () => thumbnail,
          }),
        ),
      }),
    [ComponentType.TextDisplay]: () => textDisplay,
    [ComponentType.MediaGallery]: () =>
      record({
        id,
        items: required(
          list(1, limits.galleryItems, record({ media, description: text(1, 1_024), spoiler: boolean })),
        ),
      }),
    [ComponentType.File]: () =>
      record({
        id,
        file: required(record({ url: required(text(1, 2_048, /^attachment:\/\/./)) })),
        spoiler: boolean,
      }),
    [ComponentType.Separator]: () => record({ id, divider: boolean, spacing: oneOf(1, 2) }),
  };
  const container = record({
    id,
    accent_color: integer(0, 0xffffff),
    spoiler: boolean,
    components: required(list(1, limits.components, byType(inside))),
  });
  return {
    legacy: list(0, limits.rows, byType({ [ComponentType.ActionRow]: () => row })),
    v2: list(0, limits.components, byType({ ...inside, [ComponentType.Container]: () => container })),
  };
}

/** Link buttons have a `url` and no `custom_id`, premium ones a `sku_id`, the others a `custom_id`; a label or emoji too. */
function button(id: Check, customId: Check): Check {
  const fields = record({
    id,
    style: required(oneOf(1, 2, 3, 4, 5, 6)),
    label: text(0, 80),
    custom_id: customId,
    url: text(1, 512),
    emoji,
    disabled: boolean,
  });
  return (value, at, problems) => {
    fields(value, at, problems);
    const it = value as Record<string, unknown>;
    if (it.style === 5) {
      required(text(1, 512, /^(https?|discord):\/\/./))(it.url, [...at, 'url'], problems);
      if (it.custom_id)
        problems.add(
          [...at, 'custom_id'],
          'BUTTON_COMPONENT_CUSTOM_ID_AND_URL',
          'A custom id and url cannot both be specified',
        );
    } else if (it.style !== 6) required(customId)(it.custom_id, [...at, 'custom_id'], problems);
    if (it.style !== 6 && !it.label && !it.emoji)
      problems.add(at, 'BUTTON_COMPONENT_INVALID_LABEL', 'A button must have a label or an emoji');
  };
}

/** A row holds up to five buttons, or one select. */
function rowContent(each: Check, limits: Limits): Check {
  const buttons = list(1, limits.buttonsPerRow, each);
  return (value, at, problems) => {
    buttons(value, at, problems);
    if (!Array.isArray(value) || value.length < 2) return;
    if (value.some((item) => isRecord(item) && item.type !== ComponentType.Button))
      problems.add(
        at,
        'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
        'The specified component exceeds the maximum width',
      );
  };
}
