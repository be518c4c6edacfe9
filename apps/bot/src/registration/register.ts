import { type REST, type RESTPutAPIApplicationCommandsJSONBody, Routes } from 'discord.js';

export type CommandBody = RESTPutAPIApplicationCommandsJSONBody[number];

/**
 * Makes Discord's list of global commands equal to ours: read at every start, written only when it differs,
 * because Discord allows 200 new commands a day and a rewrite makes the clients load them again.
 * Answers whether it wrote.
 */
export async function registerCommands(
  rest: REST,
  applicationId: string,
  commands: readonly CommandBody[],
): Promise<boolean> {
  const route = Routes.applicationCommands(applicationId);
  const registered = await rest.get(route, { query: new URLSearchParams({ with_localizations: 'true' }) });
  if (sameCommands(registered, commands)) return false;
  await rest.put(route, { body: commands });
  return true;
}

/** Whether both lists mean the same to Discord, whatever the order and the defaults that it fills in. */
export function sameCommands(registered: unknown, wanted: unknown): boolean {
  return canonical(registered) === canonical(wanted);
}

/**
 * The fields that we may set. Anything else in Discord's answer (id, version, fields of tomorrow) is its own,
 * and must not make the lists differ at every start.
 */
const COMMAND_FIELDS = [
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'default_member_permissions',
  'nsfw',
  'contexts',
  'integration_types',
] as const;
const OPTION_FIELDS = [
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'required',
  'autocomplete',
  'choices',
  'file_types',
  'channel_types',
  'min_value',
  'max_value',
  'min_length',
  'max_length',
] as const;
/** Lists whose order says nothing. */
const SETS: ReadonlySet<string> = new Set(['contexts', 'integration_types', 'file_types', 'channel_types']);

type Json = Record<string, unknown>;

function canonical(list: unknown): string {
  const commands = Array.isArray(list) ? list.map(canonicalCommand) : [];
  return JSON.stringify(commands.map((command) => JSON.stringify(command)).sort());
}

function canonicalCommand(command: Json): Json {
  const picked = pick({ ...command, type: command.type ?? 1 }, COMMAND_FIELDS);
  return { ...picked, options: canonicalOptions(command.options) };
}

/** The order of options is the order in which a person sees them, so it stays. */
function canonicalOptions(options: unknown): Json[] {
  if (!Array.isArray(options)) return [];
  return options.map((option: Json) => ({
    ...pick(option, OPTION_FIELDS),
    options: canonicalOptions(option.options),
  }));
}

function pick(from: Json, fields: readonly string[]): Json {
  const picked: Json = {};
  for (const field of fields) {
    const value = canonicalValue(from[field], SETS.has(field));
    if (value !== undefined) picked[field] = value;
  }
  return picked;
}

/** null, false and empty mean the same as absent; the keys of an object are in order. */
function canonicalValue(value: unknown, isSet = false): unknown {
  if (value === null || value === undefined || value === false || value === '') return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return isSet ? value.toSorted() : value.map((item) => canonicalValue(item));
  }
  const keys = Object.keys(value).sort();
  const entries = keys.map((key) => [key, canonicalValue((value as Json)[key])] as const);
  const kept = entries.filter(([, item]) => item !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
