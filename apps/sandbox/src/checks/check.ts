import { DiscordError, type Problem, type ProblemTree } from '../errors.ts';

export type Path = readonly (string | number)[];

/** Collects what is wrong with a body, by the place where it is wrong, in the form of Discord's `errors`. */
export class Problems {
  readonly #found: { at: Path; problem: Problem }[] = [];

  add(at: Path, code: string, message: string): void {
    this.#found.push({ at, problem: { code, message } });
  }

  get empty(): boolean {
    return this.#found.length === 0;
  }

  tree(): ProblemTree {
    const root: ProblemTree = {};
    for (const { at, problem } of this.#found) {
      let node = root;
      for (const key of at) {
        node[key] ??= {};
        node = node[key] as ProblemTree;
      }
      node._errors = [...((node._errors as Problem[] | undefined) ?? []), problem];
    }
    return root;
  }

  /** Throws 400 with code 50035 when anything was found. */
  throwIfAny(): void {
    if (!this.empty) throw new DiscordError(400, 50_035, 'Invalid Form Body', this.tree());
  }
}

/** Looks at one value; says what is wrong with it. Absent and null pass, unless wrapped in `required`. */
export type Check = (value: unknown, at: Path, problems: Problems) => void;

const absent = (value: unknown): value is null | undefined => value === undefined || value === null;

export const required =
  (check: Check): Check =>
  (value, at, problems) =>
    absent(value)
      ? problems.add(at, 'BASE_TYPE_REQUIRED', 'This field is required')
      : check(value, at, problems);

function length(size: number, min: number, max: number, at: Path, problems: Problems): void {
  if (size >= min && size <= max) return;
  if (min > 0) problems.add(at, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  else problems.add(at, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
}

/** A string of min to max characters; `form` is a pattern it must match. */
export const text =
  (min: number, max: number, form?: RegExp): Check =>
  (value, at, problems) => {
    if (absent(value)) return;
    if (typeof value !== 'string') {
      problems.add(at, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.');
      return;
    }
    length([...value].length, min, max, at, problems);
    if (form && !form.test(value))
      problems.add(at, 'STRING_TYPE_REGEX', `String value did not match validation regex.`);
  };

export const integer =
  (min: number, max: number): Check =>
  (value, at, problems) => {
    if (absent(value)) return;
    if (typeof value !== 'number' || !Number.isInteger(value))
      problems.add(at, 'NUMBER_TYPE_COERCE', `Value ${JSON.stringify(value)} is not int.`);
    else if (value < min)
      problems.add(at, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
    else if (value > max)
      problems.add(at, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
  };

export const boolean: Check = (value, at, problems) => {
  if (!absent(value) && typeof value !== 'boolean')
    problems.add(at, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
};

export const oneOf =
  (...allowed: readonly (string | number)[]): Check =>
  (value, at, problems) => {
    if (!absent(value) && !allowed.includes(value as string))
      problems.add(at, 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
  };

export const list =
  (min: number, max: number, each: Check): Check =>
  (value, at, problems) => {
    if (absent(value)) return;
    if (!Array.isArray(value)) {
      problems.add(at, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
      return;
    }
    length(value.length, min, max, at, problems);
    for (const [index, item] of value.entries()) each(item, [...at, index], problems);
  };

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object; fields without a check are ignored, as Discord ignores them. */
export const record =
  (fields: Record<string, Check>): Check =>
  (value, at, problems) => {
    if (absent(value)) return;
    if (!isRecord(value)) {
      problems.add(at, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
      return;
    }
    for (const [name, check] of Object.entries(fields)) check(value[name], [...at, name], problems);
  };

export const all =
  (...checks: Check[]): Check =>
  (value, at, problems) => {
    for (const check of checks) check(value, at, problems);
  };

export const snowflake: Check = (value, at, problems) => {
  if (!absent(value) && !/^\d{1,20}$/.test(String(value)))
    problems.add(at, 'NUMBER_TYPE_COERCE', `Value ${JSON.stringify(value)} is not snowflake.`);
};
