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
      const here = (node._errors as Problem[] | undefined) ?? [];
      // once, also where two checks have found it
      if (!here.some(({ code }) => code === problem.code)) node._errors = [...here, problem];
    }
    return root;
  }

  /** Throws 400 with code 50035 when anything was found. */
  throwIfAny(): void {
    if (!this.empty) throw new DiscordError(400, 50_035, 'Invalid Form Body', this.tree());
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list with their numbers; nothing where it is no list, which the description's check says. */
export const records = (value: unknown): [number, Record<string, unknown>][] =>
  Array.isArray(value)
    ? [...value.entries()].filter((entry): entry is [number, Record<string, unknown>] => isRecord(entry[1]))
    : [];

/** Characters as Discord counts them: code points. */
export const characters = (value: unknown): number => (typeof value === 'string' ? [...value].length : 0);

/** For what the documentation says is there and the description does not. */
export function require(holder: Record<string, unknown>, name: string, at: Path, problems: Problems): void {
  const value = holder[name];
  if (value === undefined || value === null || value === '')
    problems.add([...at, name], 'BASE_TYPE_REQUIRED', 'This field is required');
}

export function noLonger(size: number, most: number, at: Path, problems: Problems): void {
  if (size > most) problems.add(at, 'BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`);
}
