import { ComponentType } from 'discord-api-types/v10';
import type { Limits } from '../limits.ts';
import {
  all,
  boolean,
  type Check,
  integer,
  isRecord,
  list,
  oneOf,
  Problems,
  record,
  required,
  text,
} from './check.ts';
import { byType } from './components.ts';
import { checkTogether } from './together.ts';

/** Most characters that a text input can hold. */
const MOST_TEXT = 4_000;

/** Throws 50035 when Discord would not open this modal. */
export function checkModal(data: unknown, limits: Limits): void {
  const problems = new Problems();
  required(
    record({
      custom_id: required(text(1, limits.customId)),
      title: required(text(1, limits.modalTitle)),
      components: required(
        list(
          1,
          limits.modalComponents,
          byType({
            [ComponentType.ActionRow]: () => row(limits),
            [ComponentType.Label]: () => label(limits),
            [ComponentType.TextDisplay]: () => record({ content: required(text(1, limits.componentsText)) }),
          }),
        ),
      ),
    }),
  )(data, ['data'], problems);
  if (isRecord(data)) checkTogether(data.components, false, limits, problems, ['data', 'components']);
  problems.throwIfAny();
}

/** Most options of a group of buttons or boxes. */
const MOST_BOXES = 10;

const oneChosen: Check = (value, at, problems) => {
  const options = isRecord(value) && Array.isArray(value.options) ? value.options : [];
  if (options.filter((one) => isRecord(one) && one.default === true).length > 1)
    problems.add([...at, 'options'], 'SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES', 'Only one can be chosen');
};

const range: Check = (value, at, problems) => {
  if (isRecord(value) && Number(value.min_length ?? 0) > Number(value.max_length ?? MOST_TEXT))
    problems.add(
      [...at, 'min_length'],
      'MIN_GREATER_THAN_MAX',
      'min_length cannot be greater than max_length',
    );
};

const textInput = (limits: Limits, fields: Record<string, Check>): Check =>
  all(
    record({
      custom_id: required(text(1, limits.customId)),
      style: required(oneOf(1, 2)),
      value: text(0, MOST_TEXT),
      placeholder: text(0, 100),
      min_length: integer(0, MOST_TEXT),
      max_length: integer(1, MOST_TEXT),
      required: boolean,
      ...fields,
    }),
    range,
  );

/** The older form: a row with one text input that carries its own label. */
const row = (limits: Limits): Check =>
  record({
    components: required(
      list(
        1,
        1,
        byType({
          [ComponentType.TextInput]: () => textInput(limits, { label: required(text(1, limits.modalLabel)) }),
        }),
      ),
    ),
  });

/** A label with what it labels: text, a select, or files. */
function label(limits: Limits): Check {
  const option = record({
    label: required(text(1, 100)),
    value: required(text(1, 100)),
    description: text(0, 100),
    default: boolean,
  });
  const asked = { custom_id: required(text(1, limits.customId)), required: boolean };
  const choice = {
    ...asked,
    placeholder: text(0, 150),
    min_values: integer(0, 25),
    max_values: integer(1, 25),
  };
  const noLabel: Check = (value, at, problems) => {
    if (value !== undefined && value !== null)
      problems.add(at, 'BASE_TYPE_CHOICES', 'A text input in a label has no label of its own');
  };
  return record({
    label: required(text(1, limits.modalLabel)),
    description: text(1, 100),
    component: required(
      byType({
        [ComponentType.TextInput]: () => textInput(limits, { label: noLabel }),
        [ComponentType.StringSelect]: () =>
          record({ ...choice, options: required(list(1, limits.selectOptions, option)) }),
        [ComponentType.UserSelect]: () => record(choice),
        [ComponentType.RoleSelect]: () => record(choice),
        [ComponentType.MentionableSelect]: () => record(choice),
        [ComponentType.ChannelSelect]: () => record(choice),
        [ComponentType.FileUpload]: () =>
          record({
            ...choice,
            min_values: integer(0, 10),
            max_values: integer(1, 10),
            file_types: list(1, 10, text(1, 32)),
          }),
        [ComponentType.RadioGroup]: () =>
          all(record({ ...asked, options: required(list(2, MOST_BOXES, option)) }), oneChosen),
        [ComponentType.CheckboxGroup]: () =>
          record({
            ...asked,
            min_values: integer(0, MOST_BOXES),
            max_values: integer(1, MOST_BOXES),
            options: required(list(1, MOST_BOXES, option)),
          }),
        [ComponentType.Checkbox]: () => record({ custom_id: asked.custom_id, default: boolean }),
      }),
    ),
  });
}
