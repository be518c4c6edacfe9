/**
 * What Discord's own OpenAPI description says about a body, as `discord-api-spec` compiles it to schemas of zod: types,
 * required fields, lengths, ranges, choices, which components may stand in which. What it finds is told in Discord's form.
 */
import type { $ZodIssue, $ZodType } from 'zod/v4/core';
import { characters, isRecord, type Path, type Problems } from './check.ts';

/** The schemas that the sandbox's routes need. */
export type Described =
  | 'ApplicationCommandCreateRequest'
  | 'ApplicationCommandUpdateRequest'
  | 'IncomingWebhookInteractionRequest'
  | 'IncomingWebhookRequestPartial'
  | 'IncomingWebhookUpdateForInteractionCallbackRequestPartial'
  | 'IncomingWebhookUpdateRequestPartial'
  | 'InteractionApplicationCommandAutocompleteCallbackNumberData'
  | 'InteractionApplicationCommandAutocompleteCallbackStringData'
  | 'MessageCreateRequest'
  | 'MessageEditRequestPartial'
  | 'ModalInteractionCallbackRequestData';

type Parsed = { success: boolean; error?: { issues: $ZodIssue[] } };
type Schema = $ZodType & { safeParse(value: unknown, how: { reportInput: true }): Parsed };

let schemas: Readonly<Record<string, Schema>> | undefined;

/** Loads the description; the first body waits for it rather than the start: 100 ms of CPU with zod. */
export async function loadDescription(): Promise<void> {
  // @ts-expect-error: the package has no types for its schemas
  schemas ??= await import('discord-api-spec/zod');
}

/** Adds what the description says against the value. `loadDescription` was called before. */
export function checkDescribed(name: Described, value: unknown, at: Path, problems: Problems): void {
  const schema = schemas?.[`${name}Schema`];
  if (!schema) throw new Error(`Discord's description is not loaded, or has no ${name}`);
  const { error } = schema.safeParse(value, { reportInput: true });
  addIssues(error?.issues ?? [], at, problems);
  addLeftOut(value, at, problems);
}

/** Where the `type` of an object is wrong, its other fields were held against the wrong schema. */
function addIssues(issues: readonly $ZodIssue[], at: Path, problems: Problems): void {
  const mistaken = issues.filter(wrongType).map(({ path }) => path.slice(0, -1));
  const inside = (path: readonly PropertyKey[]) =>
    mistaken.some((place) => place.every((key, index) => key === path[index]));
  for (const issue of issues) if (wrongType(issue) || !inside(issue.path)) addIssue(issue, at, problems);
}

/** A literal `type` tells the objects of a union apart; of a list of types there is nothing to tell apart. */
const wrongType = (issue: $ZodIssue): issue is $ZodIssue & { code: 'invalid_value' } =>
  issue.code === 'invalid_value' && issue.path.at(-1) === 'type' && issue.values.length === 1;

function addIssue(issue: $ZodIssue, from: Path, problems: Problems): void {
  const at = [...from, ...(issue.path as (string | number)[])];
  const { input } = issue;
  if (input === undefined || input === null) problems.add(at, 'BASE_TYPE_REQUIRED', 'This field is required');
  else if (issue.code === 'invalid_union') addUnion(issue.errors, input, at, problems);
  else if (!tooStrict(issue, input)) problems.add(at, ...inDiscordsWords(issue, input));
}

/** zod counts UTF-16 units where Discord counts characters, and takes no time but UTC. */
const tooStrict = (issue: $ZodIssue, input: unknown): boolean =>
  (issue.code === 'too_big' && issue.origin === 'string' && characters(input) <= issue.maximum) ||
  (issue.code === 'invalid_format' &&
    issue.format === 'datetime' &&
    !Number.isNaN(Date.parse(String(input))));

type Words = [code: string, message: string];

function inDiscordsWords(issue: $ZodIssue, input: unknown): Words {
  switch (issue.code) {
    case 'invalid_value':
      return wrongType(issue)
        ? ['UNION_TYPE_CHOICES', oneOf(issue.values)]
        : ['BASE_TYPE_CHOICES', `Value must be one of {${issue.values.join(', ')}}.`];
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? ['BASE_TYPE_MAX_LENGTH', `Must be ${issue.maximum} or fewer in length.`]
        : ['NUMBER_TYPE_MAX', `int value should be less than or equal to ${issue.maximum}.`];
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? ['BASE_TYPE_MIN_LENGTH', `Must be ${issue.minimum} or more in length.`]
        : ['NUMBER_TYPE_MIN', `int value should be greater than or equal to ${issue.minimum}.`];
    case 'invalid_format':
      return issue.format === 'url'
        ? ['URL_TYPE_INVALID_URL', 'Not a well formed URL.']
        : ['STRING_TYPE_REGEX', 'String value did not match validation regex.'];
    case 'invalid_type':
      return CONVERT[issue.expected] ?? ['NUMBER_TYPE_COERCE', `Value ${JSON.stringify(input)} is not int.`];
    default:
      return ['BASE_TYPE_BAD_VALUE', issue.message];
  }
}

const oneOf = (types: readonly unknown[]) => `Value of field "type" must be one of (${types.join(', ')}).`;

/** What Discord says of a value of another kind, by the kind that was expected. */
const CONVERT: Record<string, Words> = {
  string: ['STRING_TYPE_CONVERT', 'Could not interpret value as string.'],
  boolean: ['BOOLEAN_TYPE_CONVERT', 'Must be either true or false.'],
  array: ['LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType'],
  object: ['MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType'],
  record: ['DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType'],
};

/** Of an object, only what its own branch says: the one that takes its `type`. */
function addUnion(branches: readonly $ZodIssue[][], input: unknown, at: Path, problems: Problems): void {
  const ofType = (issue: $ZodIssue) => issue.path.length === 1 && wrongType(issue);
  const meant = branches.find((issues) => !issues.some(ofType));
  if (meant || !isRecord(input)) {
    addIssues(meant ?? branches[0] ?? [], at, problems);
    return;
  }
  const types = branches
    .flat()
    .filter((issue) => wrongType(issue) && issue.path.length === 1)
    .flatMap((issue) => ('values' in issue ? issue.values : []));
  problems.add([...at, 'type'], 'UNION_TYPE_CHOICES', oneOf(types));
}

/** What may be a fraction: bounds and values of a command's number options. */
const FRACTIONS = ['min_value', 'max_value', 'value'];
/** `uniqueItems` in the description. */
const SETS = ['contexts', 'integration_types', 'channel_types', 'parse', 'users', 'roles'];
/** Nothing that is described lies deeper. */
const DEEPEST = 20;

/** What the package leaves out of the description: integers are numbers to it, and sets are lists. */
function addLeftOut(value: unknown, at: Path, problems: Problems): void {
  if (typeof value === 'number' && !Number.isInteger(value))
    problems.add(at, 'NUMBER_TYPE_COERCE', `Value ${value} is not int.`);
  if (typeof value !== 'object' || value === null || at.length > DEEPEST) return;
  for (const [key, item] of Object.entries(value)) {
    const here = [...at, Array.isArray(value) ? Number(key) : key];
    if (!FRACTIONS.includes(key)) addLeftOut(item, here, problems);
    if (SETS.includes(key) && Array.isArray(item) && new Set(item).size < item.length)
      problems.add(here, 'SET_TYPE_ALREADY_CONTAINS_VALUE', 'The set already contains this value');
  }
}
