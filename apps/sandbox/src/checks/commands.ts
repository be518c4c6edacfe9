import type { Limits } from '../limits.ts';
import { all, boolean, type Check, integer, isRecord, list, oneOf, record, required, text } from './check.ts';

/** Names of chat-input commands and options: Discord's documented pattern, lower case where there is a case. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const chatName: Check = (value, at, problems) => {
  text(1, 32)(value, at, problems);
  if (typeof value === 'string' && (!NAME.test(value) || value !== value.toLowerCase()))
    problems.add(at, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
};

const localised =
  (each: Check): Check =>
  (value, at, problems) => {
    if (!isRecord(value)) return;
    for (const [locale, words] of Object.entries(value)) each(words, [...at, locale], problems);
  };

const choice = record({
  name: required(text(1, 100)),
  name_localizations: localised(text(1, 100)),
  value: required((value, at, problems) => {
    if (typeof value === 'string') text(1, 100)(value, at, problems);
    else if (typeof value !== 'number')
      problems.add(at, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.');
  }),
});

/** One option; subcommands (1) and groups (2) hold options of their own. */
function option(limits: Limits, depth: number): Check {
  return (value, at, problems) => {
    record({
      type: required(integer(1, 11)),
      name: required(chatName),
      name_localizations: localised(chatName),
      description: required(text(1, 100)),
      description_localizations: localised(text(1, 100)),
      required: boolean,
      autocomplete: boolean,
      choices: list(0, limits.commandChoices, choice),
      min_length: integer(0, 6_000),
      max_length: integer(1, 6_000),
      file_types: list(0, 25, text(1, 100)),
    })(value, at, problems);
    if (!isRecord(value)) return;
    if (value.autocomplete === true && Array.isArray(value.choices) && value.choices.length > 0)
      problems.add(
        [...at, 'autocomplete'],
        'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_AND_CHOICES',
        'Autocomplete may not be set to true if choices are present',
      );
    if (value.autocomplete === true && ![3, 4, 10].includes(value.type as number))
      problems.add(
        [...at, 'autocomplete'],
        'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_INVALID',
        'Autocomplete is only for string, integer and number options',
      );
    if ((value.type === 1 || value.type === 2) && depth < 2)
      options(limits, depth + 1)(value.options, [...at, 'options'], problems);
  };
}

const options = (limits: Limits, depth = 0): Check =>
  all(list(0, limits.commandOptions, option(limits, depth)), (value, at, problems) => {
    if (!Array.isArray(value)) return;
    const names = new Set<unknown>();
    let optional = false;
    for (const [index, one] of value.filter(isRecord).entries()) {
      if (names.has(one.name))
        problems.add(
          [...at, index, 'name'],
          'APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE',
          'Option names must be unique',
        );
      if (one.required && optional)
        problems.add(
          [...at, index],
          'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
          'Required options must be placed before non-required options',
        );
      optional ||= !one.required && one.type !== 1 && one.type !== 2;
      names.add(one.name);
    }
  });

/** Characters of names, descriptions and choice values, of the command and all its options. */
function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + characters(item), 0);
  if (!isRecord(value)) return 0;
  const own = [value.name, value.description, value.value].reduce<number>(
    (sum, t) => sum + (typeof t === 'string' ? [...t].length : 0),
    0,
  );
  return own + characters(value.options) + characters(value.choices);
}

/** One application command as it is registered. */
export const commandCheck =
  (limits: Limits): Check =>
  (value, at, problems) => {
    const chatInput = !isRecord(value) || value.type === undefined || value.type === 1;
    record({
      type: oneOf(1, 2, 3),
      name: required(chatInput ? chatName : text(1, 32)),
      name_localizations: localised(chatInput ? chatName : text(1, 32)),
      description: chatInput ? required(text(1, 100)) : text(0, 0),
      description_localizations: localised(text(0, 100)),
      options: chatInput ? options(limits) : list(0, 0, () => {}),
      contexts: list(1, 3, oneOf(0, 1, 2)),
      integration_types: list(1, 2, oneOf(0, 1)),
      nsfw: boolean,
    })(value, at, problems);
    if (characters(value) > limits.commandText)
      problems.add(
        at,
        'APPLICATION_COMMAND_TOO_LARGE',
        `Command exceeds maximum size (${limits.commandText})`,
      );
  };
