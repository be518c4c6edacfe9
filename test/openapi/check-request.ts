/**
 * Does Discord's own description know this request? Used on every request that bot and workers send
 * in the whole-product tests: a stand-in written by us proves only that we agree with our own reading.
 */
import type * as z from 'zod';
import { type Operation, operation } from './description.ts';
import { objections, unknownFields } from './objections.ts';

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

/** Discord accepts files[0] … files[9]. */
const FILE_FIELD = /^files\[\d\]$/;
/** Which bodies may be multipart, the package does not tell: of ours, those of messages. */
const MULTIPART = /\/(messages(\/.*)?|callback|webhooks\/\{webhook_id\}\/\{webhook_token\})$/;

/** What is wrong with the request, one sentence each; empty when Discord's description accepts it. */
export function checkRequest({ method, path, query = {}, json, files = [] }: SentRequest): string[] {
  const url = new URL(path, 'http://discord');
  const route = decodeURIComponent(url.pathname)
    .replace(/^\/api(?=\/)/, '')
    .replace(/^\/v\d+(?=\/)/, '');
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  const found = operation(method, route);
  if (!found) return [`${method} ${route}: no such operation`];
  const wrong = [
    ...checkPath(found),
    ...checkQuery(found, url.searchParams),
    ...checkBody(found, json),
    ...checkFiles(
      found,
      files.map(({ field }) => field),
    ),
  ];
  return wrong.map((reason) => `${method} ${route}: ${reason}`);
}

const checkPath = ({ parameters, values }: Operation): string[] =>
  Object.entries(parameters.path).flatMap(([name, schema]) =>
    objections(schema, values[name], `path field ${name}`),
  );

function checkQuery({ parameters }: Operation, query: URLSearchParams): string[] {
  return [
    ...[...new Set(query.keys())]
      .filter((name) => !(name in parameters.query))
      .map((name) => `unknown query field ${name}`),
    ...Object.entries(parameters.query).flatMap(([name, schema]) => scalar(schema, name, query.get(name))),
  ];
}

/** Query values are text on the wire; the schema wants the value that was meant. */
function scalar(schema: z.ZodType, name: string, text: string | null): string[] {
  const readings: unknown[] = [text ?? undefined];
  if (text === 'true' || text === 'false') readings.unshift(text === 'true');
  if (text && /^-?\d+$/.test(text)) readings.unshift(Number(text));
  const tried = readings.map((value) => objections(schema, value, `query field ${name}`));
  return tried.find((wrong) => wrong.length === 0) ?? tried.at(-1)!;
}

function checkBody({ body }: Operation, json: unknown): string[] {
  if (!body) return json === undefined ? [] : ['a body was sent where none is described'];
  if (json === undefined) return ['the body is missing'];
  const meant = permissionsAsNumber(json);
  return [...objections(body, meant, 'body'), ...unknownFields(body, meant, 'body')];
}

/**
 * The documentation gives permissions as text ("a bit set, as a string"), and so does every library send them; the
 * description asks for a number in a command that is registered, in which 53 bits and more would lose some.
 */
function permissionsAsNumber(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(permissionsAsNumber);
  if (typeof json !== 'object' || json === null || !('default_member_permissions' in json)) return json;
  const bits = json.default_member_permissions;
  return typeof bits === 'string' && /^(0|[1-9]\d*)$/.test(bits)
    ? { ...json, default_member_permissions: Number(bits) }
    : json;
}

function checkFiles({ template }: Operation, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  if (!MULTIPART.test(template)) return ['files were sent where no multipart body is described'];
  const wrong = files.filter((name) => !FILE_FIELD.test(name)).map((name) => `unknown file field ${name}`);
  if (new Set(files).size !== files.length) wrong.push('two files in one field');
  return wrong;
}
