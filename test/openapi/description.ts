/**
 * Discord's own OpenAPI description of its v10 API, as the package `discord-api-spec` carries it: schemas of zod, and
 * as TypeScript which of them are parameters, body and answers of each operation. It is made anew every day; which
 * day's is checked against, the lock file says.
 */
import { readFileSync } from 'node:fs';
import { parseSync, type TSPropertySignature, type TSSignature, type TSType } from 'oxc-parser';
import * as z from 'zod';

// @ts-expect-error: the package has no types for its schemas
const schemas: Readonly<Record<string, z.ZodType>> = await import('discord-api-spec/zod');

export interface Operation extends Described {
  /** `/webhooks/{webhook_id}/{webhook_token}` */
  template: string;
  /** The values that the path has for the template. */
  values: Record<string, string>;
}

interface Described {
  parameters: { path: Record<string, z.ZodType>; query: Record<string, z.ZodType> };
  body: z.ZodType | undefined;
  /** By status; undefined for an answer without a body. */
  answers: Record<string, z.ZodType | undefined>;
}

/** The operation of a request; the template with the fewest names wins: `@original` before `{message_id}`. */
export function operation(method: string, route: string): Operation | undefined {
  const candidates = [...paths()].flatMap(([template, methods]) => {
    const values = matchTemplate(template, route);
    const type = methods.get(method.toLowerCase());
    return values && type ? [{ template, values, type }] : [];
  });
  const [best] = candidates.sort((a, b) => Object.keys(a.values).length - Object.keys(b.values).length);
  return best && { template: best.template, values: best.values, ...described(best.type) };
}

const compiled = new Map<TSType, Described>();

function described(type: TSType): Described {
  const known = compiled.get(type);
  if (known) return known;
  const part = fields(type);
  const parameters = fields(part.get('parameters')!);
  const made = {
    parameters: { path: shape(parameters.get('path')), query: shape(parameters.get('query')) },
    body: schemaOf(part.get('requestBody')!),
    answers: Object.fromEntries(
      [...fields(part.get('responses')!)].map(([status, answer]) => [status, schemaOf(answer)]),
    ),
  };
  compiled.set(type, made);
  return made;
}

function matchTemplate(template: string, route: string): Record<string, string> | undefined {
  const parts = template.split('/');
  const given = route.split('/');
  if (parts.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    if (part.startsWith('{') && given[i]) values[part.slice(1, -1)] = given[i];
    else if (part !== given[i]) return undefined;
  }
  return values;
}

let known: Map<string, Map<string, TSType>> | undefined;

/** Template to method to what `interface Paths` says of it. */
function paths(): Map<string, Map<string, TSType>> {
  if (known) return known;
  const file = new URL('discord-api-spec.ts', import.meta.resolve('discord-api-spec'));
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf('export interface Paths {');
  const { program, errors } = parseSync('paths.ts', text.slice(from, text.indexOf('\n}\n', from) + 2));
  const [statement] = program.body;
  const declared = statement?.type === 'ExportNamedDeclaration' ? statement.declaration : undefined;
  if (errors.length > 0 || declared?.type !== 'TSInterfaceDeclaration')
    throw new Error('Expected the interface Paths in discord-api-spec');
  known = new Map([...members(declared.body.body)].map(([path, { type }]) => [path, fields(type)]));
  return known;
}

/** The members of an object type by name. */
function members(signatures: readonly TSSignature[]): Map<string, { type: TSType; optional: boolean }> {
  const named = signatures.filter((one): one is TSPropertySignature => one.type === 'TSPropertySignature');
  return new Map(
    named.map(({ key, optional, typeAnnotation }) => {
      const name = key.type === 'Literal' ? String(key.value) : key.type === 'Identifier' ? key.name : '';
      return [name, { type: typeAnnotation!.typeAnnotation, optional }];
    }),
  );
}

const fields = (type: TSType): Map<string, TSType> =>
  new Map(
    [...members(type.type === 'TSTypeLiteral' ? type.members : [])].map(([name, field]) => [
      name,
      field.type,
    ]),
  );

/** The fields of an object type as schemas; none of `never`. */
function shape(type: TSType | undefined): Record<string, z.ZodType> {
  if (type?.type !== 'TSTypeLiteral') return {};
  return Object.fromEntries(
    [...members(type.members)].map(([name, field]) => {
      const schema = schemaOf(field.type) ?? z.unknown();
      return [name, field.optional ? z.optional(schema) : schema];
    }),
  );
}

/** The schema of a type in `Paths`; undefined where it says that there is nothing. */
function schemaOf(type: TSType): z.ZodType | undefined {
  switch (type.type) {
    case 'TSUndefinedKeyword':
    case 'TSUnknownKeyword':
      return undefined;
    case 'TSNullKeyword':
      return z.null();
    case 'TSStringKeyword':
      return z.string();
    case 'TSNumberKeyword':
      return z.number();
    case 'TSBooleanKeyword':
      return z.boolean();
    case 'TSArrayType':
      return z.array(schemaOf(type.elementType) ?? z.unknown());
    case 'TSUnionType':
      return z.union(type.types.map((one) => schemaOf(one) ?? z.undefined()));
    case 'TSTypeLiteral':
      return z.object(shape(type));
    case 'TSTypeReference': {
      const name = type.typeName.type === 'Identifier' ? type.typeName.name : '';
      const schema = schemas[`${name}Schema`];
      if (!schema) throw new Error(`discord-api-spec has no schema ${name}`);
      return schema;
    }
    default:
      throw new Error(`Expected no ${type.type} in discord-api-spec’s Paths`);
  }
}
