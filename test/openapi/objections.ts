import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** What the schema objects to in the value, one sentence each, with the place; empty when nothing. */
export function objections(schema: z.ZodType, value: unknown, what: string): string[] {
  const { error } = schema.safeParse(value, { reportInput: true });
  const told = (error?.issues ?? []).flatMap(meant).filter((issue) => !fits(issue));
  return [
    ...new Set(told.map(({ path, message }) => `${[what, ...path.map(String)].join('/')}: ${message}`)),
  ];
}

/** Fields that the description does not know, which Discord ignores: a misspelled one, say. */
export function unknownFields(schema: z.ZodType, value: unknown, what: string): string[] {
  const { success, data } = schema.safeParse(value);
  return success ? lost(value, data, what) : [];
}

/** A schema of an object leaves out what it does not list. */
function lost(sent: unknown, kept: unknown, at: string): string[] {
  if (typeof sent !== 'object' || sent === null) return [];
  return Object.entries(sent).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const there = typeof kept === 'object' && kept !== null && key in kept;
    return there
      ? lost(value, (kept as Record<string, unknown>)[key], `${at}/${key}`)
      : [`${at}: unknown field ${key}`];
  });
}

/** zod counts UTF-16 units, Discord characters. */
const fits = (issue: Issue): boolean =>
  issue.code === 'too_big' &&
  typeof issue.input === 'string' &&
  [...issue.input].length <= Number(issue.maximum);

/** Of a union of objects, only what the branch says that takes the object's `type`. */
function meant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branch = issue.errors.find((issues) => !issues.some(ofType));
  const types = issue.errors.flat().flatMap((one) => (ofType(one) ? one.values : []));
  const none: Issue = { code: 'custom', path: ['type'], message: `Expected one of ${types.join(', ')}` };
  const told = branch?.flatMap(meant) ?? [none];
  return told.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

const ofType = (issue: Issue): issue is z.core.$ZodIssueInvalidValue =>
  issue.code === 'invalid_value' && issue.path.length === 1 && issue.path[0] === 'type';
