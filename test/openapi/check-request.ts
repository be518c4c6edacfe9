/**
 * Does Discord's own description know this request? Used on every request that bot and workers send
 * in the whole-product tests: a stand-in written by us proves only that we agree with our own reading.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import {
  type Description,
  descriptionPath,
  loadDescription,
  type Operation,
  type Parameter,
  type PathItem,
  type Schema,
} from './description.ts';

/**
 * One request as it went over the wire; the sandbox's record of a request (`RestRequest`) is one.
 * `json` is the body, or `payload_json` of a multipart body.
 */
export type SentRequest = {
  method: string;
  /** With or without `/api` and `/v10`, percent-encoded or not, with or without its query. */
  path: string;
  /** The query, where it is not in `path`. */
  query?: Readonly<Record<string, string>>;
  json?: unknown;
  /** The multipart file fields by name: `files[0]`, `files[1]`… */
  files?: readonly { field: string }[];
};

type Found = { operation: Operation; item: PathItem; pointer: string; values: Record<string, string> };

const addFormats = ajvFormats as unknown as (ajv: Ajv2020) => void;
const MULTIPART = 'multipart/form-data';
const JSON_BODY = 'application/json';
/** Discord accepts files[0] … files[9]. */
const FILE_FIELD = /^files\[\d\]$/;

let standard: RequestChecker | undefined;

/** What is wrong with the request, one sentence each; empty when Discord's description accepts it. */
export function checkRequest(request: SentRequest): string[] {
  const path = descriptionPath();
  if (!path) throw new Error('Expected Discord’s OpenAPI description; ask skipReason() first');
  standard ??= new RequestChecker(loadDescription(path));
  return standard.check(request);
}

class RequestChecker {
  readonly #ajv = new Ajv2020({
    strict: false, // the description has keywords of its own, such as x-discord-union
    allErrors: true,
    formats: { snowflake: true, nonce: true }, // both have their pattern or length beside the format
  });
  readonly #description: Description;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(description: Description) {
    this.#description = description;
    addFormats(this.#ajv);
    this.#ajv.addSchema({ $id: 'discord', ...description });
  }

  check({ method, path, query = {}, json, files = [] }: SentRequest): string[] {
    const url = new URL(path, 'http://discord');
    const route = decodeURIComponent(url.pathname)
      .replace(/^\/api(?=\/)/, '')
      .replace(/^\/v\d+(?=\/)/, '');
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    const found = this.#find(method, route);
    if (!found) return [`${method} ${route}: no such operation`];
    const wrong = [
      ...this.#checkParameters(found, url.searchParams),
      ...this.#checkBody(found, json),
      ...checkFiles(
        found.operation,
        files.map(({ field }) => field),
      ),
    ];
    return wrong.map((reason) => `${method} ${route}: ${reason}`);
  }

  /** The path template with the most literal segments wins: `messages/@original` before `messages/{id}`. */
  #find(method: string, route: string): Found | undefined {
    let best: (Found & { literals: number }) | undefined;
    for (const [template, item] of Object.entries(this.#description.paths)) {
      const values = matchTemplate(template, route);
      const operation = item[method.toLowerCase()];
      if (!values || !operation) continue;
      const literals = template.split('/').length - Object.keys(values).length;
      if (best && best.literals >= literals) continue;
      best = { operation, item, values, literals, pointer: pointer('paths', template, method.toLowerCase()) };
    }
    return best;
  }

  #checkParameters({ operation, item, values }: Found, query: URLSearchParams): string[] {
    const known = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
    const wrong: string[] = [];
    for (const name of new Set(query.keys())) {
      if (!known.some((p) => p.in === 'query' && p.name === name)) wrong.push(`unknown query field ${name}`);
    }
    for (const parameter of known) {
      const given =
        parameter.in === 'path' ? values[parameter.name] : (query.get(parameter.name) ?? undefined);
      if (given === undefined && !parameter.required) continue;
      wrong.push(...this.#checkParameter(parameter, given));
    }
    return wrong;
  }

  #checkParameter({ name, schema, in: place }: Parameter, given: string | undefined): string[] {
    if (given === undefined) return [`${place} field ${name} is missing`];
    if (schema.type === 'array') return []; // none of ours sends one
    const validate = this.#compile(JSON.stringify(schema), rooted(schema));
    return validate(readScalar(schema, given)) ? [] : explain(validate.errors, `${place} field ${name}`);
  }

  #checkBody({ operation, pointer: at }: Found, json: unknown): string[] {
    const body = operation.requestBody;
    if (!body) return json === undefined ? [] : ['a body was sent where none is described'];
    if (json === undefined) return body.required ? ['the body is missing'] : [];
    // Multipart's payload_json is described by the same schema as a JSON body wherever both exist.
    const type = body.content[JSON_BODY] ? JSON_BODY : MULTIPART;
    if (!body.content[type]) return ['neither a JSON nor a multipart body is described'];
    const ref = `${at}${pointer('requestBody', 'content', type, 'schema')}`;
    const validate = this.#compile(ref, { $ref: `discord#${ref}` });
    return validate(json) ? [] : explain(validate.errors, 'body');
  }

  #compile(key: string, schema: Schema): ValidateFunction {
    const known = this.#compiled.get(key) ?? this.#ajv.compile(schema);
    this.#compiled.set(key, known);
    return known;
  }
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

function checkFiles({ requestBody }: Operation, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  if (!requestBody?.content[MULTIPART]) return ['files were sent where no multipart body is described'];
  const wrong = files.filter((name) => !FILE_FIELD.test(name)).map((name) => `unknown file field ${name}`);
  if (new Set(files).size !== files.length) wrong.push('two files in one field');
  return wrong;
}

/** Query values are text on the wire; the schema wants the value that was meant. */
function readScalar(schema: Schema, text: string): unknown {
  if (schema.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (schema.type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  return text;
}

function rooted(schema: Schema): Schema {
  return typeof schema.$ref === 'string' ? { ...schema, $ref: `discord${schema.$ref}` } : schema;
}

/** A JSON pointer: `/paths/~1users~1@me/get`, percent-encoded as `$ref` wants it. */
function pointer(...keys: string[]): string {
  return keys
    .map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}

function explain(errors: ErrorObject[] | null | undefined, what: string): string[] {
  const told = (errors ?? [])
    .filter(({ keyword }) => keyword !== 'if') // the `else` beside it says what is wrong
    .map(({ instancePath, message, params }) => {
      const detail = params.additionalProperty ?? params.allowedValues?.join(', ');
      return `${what}${instancePath} ${message}${detail === undefined ? '' : ` (${detail})`}`;
    });
  return [...new Set(told)];
}
