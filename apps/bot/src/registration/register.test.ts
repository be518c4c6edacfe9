import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sameCommands } from './register.ts';
import { STYLE_COMMAND } from './style-command.ts';

type Json = Record<string, unknown>;

/** What Discord answers for our command: ids, defaults and nulls filled in, sets in an order of its own. */
function asDiscordAnswers(): Json {
  const copy = structuredClone(STYLE_COMMAND) as unknown as Json;
  const options = (copy.options as Json[]).map(({ required, ...option }) => ({
    min_length: null,
    ...option,
    ...(required ? { required } : {}),
  }));
  return {
    id: '1',
    application_id: '2',
    version: '3',
    default_member_permissions: null,
    dm_permission: true,
    nsfw: false,
    guild_id: null,
    ...copy,
    contexts: [2, 0, 1],
    integration_types: [1, 0],
    options,
  };
}

describe('the comparison of registered commands', () => {
  it('does not mind what Discord fills in', () => {
    assert.equal(sameCommands([asDiscordAnswers()], [STYLE_COMMAND]), true);
  });

  it('sees every change that a person would see', () => {
    const changes: ((command: Json, options: Json[]) => void)[] = [
      (command) => (command.description = 'other'),
      (command) => (command.description_localizations = { de: 'anders' }),
      (_, options) => (options[0]!.name_localizations = null),
      (_, options) => (options[3]!.max_value = 99),
      (command) => (command.contexts = [0, 1]),
      (command) => (command.integration_types = [0]),
      (command) => (command.default_member_permissions = '0'),
      (command) => (command.nsfw = true),
      (_, options) => options.reverse(),
      (_, options) => options.pop(),
      (_, options) => delete options[0]!.file_types,
      (_, options) => delete options[0]!.required,
      (_, options) => (options[1]!.autocomplete = false),
      (_, options) => (options[1]!.max_length = 99),
      (_, options) => (options[2]!.choices as Json[]).reverse(),
    ];
    for (const change of changes) {
      const answered = asDiscordAnswers();
      change(answered, answered.options as Json[]);
      assert.equal(sameCommands([answered], [STYLE_COMMAND]), false, String(change));
    }
  });

  it('sees commands that are missing or left over', () => {
    assert.equal(sameCommands([], [STYLE_COMMAND]), false);
    assert.equal(
      sameCommands([asDiscordAnswers(), { name: 'old', description: 'x' }], [STYLE_COMMAND]),
      false,
    );
  });
});
