/** What Discord's documentation says of commands, and its description does not ("Application Commands"). */
import type { Limits } from '../limits.ts';
import { characters, isRecord, noLonger, type Path, type Problems, records, require } from './check.ts';
import { checkDescribed } from './described.ts';

/** Names of chat-input commands and options: Discord's documented pattern, lower case where there is a case. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Most characters of a choice's value; the description says 6000. */
const CHOICE_VALUE = 100;

/** One application command as it is registered: all commands at once, or one by itself. */
export function checkCommand(
  command: unknown,
  bulk: boolean,
  at: Path,
  limits: Limits,
  problems: Problems,
): void {
  const schema = bulk ? 'ApplicationCommandUpdateRequest' : 'ApplicationCommandCreateRequest';
  checkDescribed(schema, asDescribed(command), at, problems);
  if (!isRecord(command)) return;
  if (typeof (command.nsfw ?? false) !== 'boolean')
    problems.add([...at, 'nsfw'], 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
  if ((command.type ?? 1) === 1) {
    require(command, 'description', at, problems);
    checkNames(command, at, problems);
    checkOptions(command.options, [...at, 'options'], problems);
  } else {
    noLonger(characters(command.description), 0, [...at, 'description'], problems);
    noLonger(records(command.options).length, 0, [...at, 'options'], problems);
  }
  if (size(command) > limits.commandText)
    problems.add(at, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${limits.commandText})`);
}

/** Permissions are documented, and sent, as text ("a bit set, as a string"); the description asks for a number. */
function asDescribed(command: unknown): unknown {
  if (!isRecord(command) || !/^\d+$/.test(String(command.default_member_permissions))) return command;
  return { ...command, default_member_permissions: Number(command.default_member_permissions) };
}

/** The name in every language. */
function checkNames(
  { name, name_localizations }: Record<string, unknown>,
  at: Path,
  problems: Problems,
): void {
  const look = (written: unknown, place: Path) => {
    if (typeof written === 'string' && (!NAME.test(written) || written !== written.toLowerCase()))
      problems.add(place, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  };
  look(name, [...at, 'name']);
  if (isRecord(name_localizations))
    for (const [locale, written] of Object.entries(name_localizations))
      look(written, [...at, 'name_localizations', locale]);
}

/** Options, and those of subcommands (1) and groups (2). */
function checkOptions(options: unknown, at: Path, problems: Problems): void {
  const names = new Set<unknown>();
  let optional = false;
  for (const [index, option] of records(options)) {
    const here = [...at, index];
    if (names.has(option.name))
      problems.add(
        [...here, 'name'],
        'APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE',
        'Option names must be unique',
      );
    if (option.required && optional)
      problems.add(
        here,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    optional ||= !option.required && option.type !== 1 && option.type !== 2;
    names.add(option.name);
    checkNames(option, here, problems);
    checkChoices(option, here, problems);
    checkOptions(option.options, [...here, 'options'], problems);
  }
}

function checkChoices(
  { type, autocomplete, choices }: Record<string, unknown>,
  at: Path,
  problems: Problems,
) {
  for (const [index, choice] of records(choices)) checkValue(choice, [...at, 'choices', index], problems);
  if (autocomplete !== true) return;
  if (records(choices).length > 0)
    problems.add(
      [...at, 'autocomplete'],
      'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_AND_CHOICES',
      'Autocomplete may not be set to true if choices are present',
    );
  if (![3, 4, 10].includes(type as number))
    problems.add(
      [...at, 'autocomplete'],
      'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_INVALID',
      'Autocomplete is only for string, integer and number options',
    );
}

function checkValue(choice: Record<string, unknown>, at: Path, problems: Problems): void {
  require(choice, 'value', at, problems);
  noLonger(characters(choice.value), CHOICE_VALUE, [...at, 'value'], problems);
}

/** Characters of names, descriptions and choice values, of the command and all its options; of each the longest language. */
function size(part: Record<string, unknown>): number {
  const { value, options, choices } = part;
  const own = longest(part, 'name') + longest(part, 'description') + characters(value);
  return [...records(options), ...records(choices)].reduce((sum, [, inner]) => sum + size(inner), own);
}

function longest(part: Record<string, unknown>, field: 'name' | 'description'): number {
  const languages = part[`${field}_localizations`];
  const all = [part[field], ...(isRecord(languages) ? Object.values(languages) : [])];
  return Math.max(...all.map(characters));
}

/** The choices that answer an autocompletion. */
export function checkAnswerChoices(data: unknown, problems: Problems): void {
  const choices = records(isRecord(data) ? data.choices : undefined);
  const kind = choices.some(([, { value }]) => typeof value === 'number') ? 'Number' : 'String';
  checkDescribed(`InteractionApplicationCommandAutocompleteCallback${kind}Data`, data, [], problems);
  if (isRecord(data)) require(data, 'choices', [], problems);
  for (const [index, choice] of choices) checkValue(choice, ['choices', index], problems);
}
