/**
 * Discord's own OpenAPI 3.1 description of its v10 API, loaded and tightened for checking what we send.
 *
 * The file is Discord's (discord/discord-api-spec, MIT, July 2026) and not part of this repository:
 * ATELIER_OPENAPI names it, otherwise `shared/data/discord-openapi.json` beside the checkout is taken.
 * Where it is missing, the checks report themselves as skipped; under CI, where it ought to be, they fail.
 */
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

export type Schema = { [keyword: string]: unknown };
export type Parameter = { name: string; in: 'path' | 'query' | 'header'; schema: Schema; required?: boolean };
export type Operation = {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
};
export type PathItem = { parameters?: Parameter[] } & Record<string, Operation>;
export type Description = {
  paths: Record<string, PathItem>;
  components: { schemas: Record<string, Schema> };
};

const BESIDE_THE_CHECKOUT = fileURLToPath(
  new URL('../../../shared/data/discord-openapi.json', import.meta.url),
);

/** Where the description is, or undefined where it is not at hand. */
export function descriptionPath(environment = process.env): string | undefined {
  const path = environment.ATELIER_OPENAPI || BESIDE_THE_CHECKOUT;
  return existsSync(path) ? path : undefined;
}

/**
 * The value for node:test's `skip` option: false where the description is at hand, else the reason. Throws where it
 * ought to be and is not: under CI (the variable CI, as every service sets it), or where ATELIER_OPENAPI names it.
 */
export function skipReason(environment = process.env): string | false {
  if (descriptionPath(environment)) return false;
  const { CI, ATELIER_OPENAPI } = environment;
  const reason =
    'Discord’s OpenAPI description is not at hand (ATELIER_OPENAPI, or shared/data beside the checkout)';
  if (ATELIER_OPENAPI || (CI && CI !== 'false')) throw new Error(`${reason}, so no request would be checked`);
  return reason;
}

/** For test files that check requests on the way: says so once where they cannot. */
export function reportMissing(): void {
  const reason = skipReason();
  if (reason) test('requests are checked against Discord’s own description', { skip: reason }, () => {});
}

export function loadDescription(path: string): Description {
  const description = JSON.parse(readFileSync(path, 'utf8')) as Description;
  addLaterFields(description);
  allowPermissionsAsText(description);
  for (const schema of Object.values(description.components.schemas)) closeObject(schema);
  return discriminate(description, description) as Description;
}

/**
 * Fields that Discord documents but the July 2026 description does not have yet.
 * `file_types`: attachment option, developer documentation of August 2026; at most 10 groups or extensions.
 */
function addLaterFields({ components: { schemas } }: Description): void {
  const option = schemas.ApplicationCommandAttachmentOption?.properties as Schema | undefined;
  if (!option || option.file_types) return;
  option.file_types = {
    type: ['array', 'null'],
    maxItems: 10,
    items: { type: 'string', pattern: '^([a-z]+|\\.[A-Za-z0-9.]+)$' },
  };
}

/**
 * The documentation gives permissions as text ("a bit set, as a string"), and so does every library send them; the
 * description asks for a number in a command that is registered, in which 53 bits and more would lose some.
 */
function allowPermissionsAsText({ components: { schemas } }: Description): void {
  for (const { properties } of Object.values(schemas)) {
    const field = (properties as Record<string, Schema> | undefined)?.default_member_permissions;
    if (!Array.isArray(field?.type) || !field.type.includes('integer')) continue;
    field.type.push('string');
    field.pattern = '^(0|[1-9]\\d*)$';
  }
}

/**
 * The description leaves every object open, so a misspelled field would pass. An object that lists its
 * properties and is not part of a composition is closed here: what it does not list, Discord ignores.
 */
function closeObject(schema: Schema): void {
  const open = schema.properties && schema.additionalProperties === undefined && !schema.allOf;
  if (open) schema.additionalProperties = false;
}

/**
 * Turns every union of objects told apart by `type` (components, command options, callbacks) into
 * "look at type, then check against that one schema". The same values pass, but a wrong value is reported
 * for the one schema it was meant for, not for each of eleven.
 */
function discriminate(node: unknown, description: Description): unknown {
  if (Array.isArray(node)) return node.map((item) => discriminate(item, description));
  if (typeof node !== 'object' || node === null) return node;
  const result: Schema = {};
  for (const [key, value] of Object.entries(node)) result[key] = discriminate(value, description);
  for (const union of ['oneOf', 'anyOf']) {
    const choice = Array.isArray(result[union]) ? byType(result[union] as Schema[], description) : undefined;
    if (!choice) continue;
    delete result[union];
    Object.assign(result, choice);
  }
  return result;
}

/** A chain of conditions for a union by `type`; undefined where the branches cannot be told apart that way. */
function byType(branches: Schema[], description: Description): Schema | undefined {
  const objects = branches.filter((branch) => branch.type !== 'null');
  if (objects.length < 2) return undefined;
  const cases: { types: unknown[]; branch: Schema }[] = [];
  for (const branch of objects) {
    const types = typesOf(branch, description);
    if (!types) return undefined;
    cases.push({ types, branch });
  }
  const known = cases.flatMap(({ types }) => types);
  if (new Set(known).size !== known.length) return undefined;
  const meant = (types: unknown[]) => ({ required: ['type'], properties: { type: { enum: types } } });
  const chosen = {
    type: 'object',
    ...meant(known),
    allOf: cases.map(({ types, branch }) => ({ if: { not: meant(types) }, else: branch })),
  };
  const nullable = objects.length < branches.length;
  return nullable ? { if: { type: 'null' }, else: chosen } : chosen;
}

/** The values of `type` that an object schema accepts; undefined where it has no such field. */
function typesOf(branch: Schema, { components }: Description): unknown[] | undefined {
  const name = typeof branch.$ref === 'string' ? branch.$ref.split('/').at(-1)! : undefined;
  const target = name ? components.schemas[name] : branch;
  const type = (target?.properties as Record<string, Schema> | undefined)?.type;
  if (Array.isArray(type?.enum)) return type.enum;
  return type && 'const' in type ? [type.const] : undefined;
}
