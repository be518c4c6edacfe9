import { fill } from './template.ts';

/**
 * Errors that a person can be told about. Each package declares those that it throws: a stable code, one sentence as
 * a template, and whether trying the same again can help. The sentence is made from code and data alone, so that a
 * worker records code and data, and whoever speaks to the person renders the sentence in that person's language.
 */
export type ErrorData = Record<string, string | number>;

/**
 * `{name}` is filled in. Several forms: `data.kind` chooses, `other` stands for the rest. A form `one` is for where
 * `data.limit` counts as one in the language.
 */
export type Sentence = string | Readonly<{ other: string } & Record<string, string>>;

export interface ErrorEntry {
  retryable: boolean;
  /** English */
  sentence: Sentence;
}

/** What the sentences are made from where data is empty. */
const NOTHING = 'nothing';

const declared = new Map<string, ErrorEntry>();

export class AtelierError extends Error {
  override readonly name = 'AtelierError';
  readonly code: string;
  readonly data: ErrorData;

  /** See `declareErrors`: a package's own `errors.ts` knows its codes. */
  constructor(code: string, data: ErrorData = {}, cause?: unknown) {
    super(sentenceOf(code, data), { cause });
    this.code = code;
    this.data = data;
  }

  get retryable(): boolean {
    return entryOf(this.code).retryable;
  }
}

/** `AtelierError` as a package sees it: with its own codes, and those of the packages below. */
export interface Throwable<Code extends string> {
  new (code: Code, data?: ErrorData, cause?: unknown): AtelierError;
}

/**
 * Adds a package's codes; each code has one owner. Returns the class that throws them.
 * `below`: the class of the package that this one builds on, whose codes it may throw too. It is asked for as a
 * value, so that the other package has declared its codes before any of them is thrown.
 * @example export const AtelierError = declareErrors(QUEUE_ERRORS, RuntimeError);
 */
export function declareErrors<Own extends string, Below extends string = never>(
  catalogue: Readonly<Record<Own, ErrorEntry>>,
  _below?: Throwable<Below>,
): Throwable<Own | Below | CommonErrorCode> {
  for (const [code, entry] of Object.entries<ErrorEntry>(catalogue)) {
    if (declared.has(code)) throw new Error(`The error ${code} is declared twice`);
    declared.set(code, entry);
  }
  return AtelierError;
}

/** Whatever nobody foresaw. */
export const COMMON_ERRORS = {
  internal: {
    retryable: true,
    sentence: 'Something went wrong in the workshop. It has been logged; please try again.',
  },
} as const satisfies Record<string, ErrorEntry>;
export type CommonErrorCode = keyof typeof COMMON_ERRORS;
declareErrors(COMMON_ERRORS);

/** The English sentence for a code; one that this process does not know (an older row) reads as `internal`. */
export function sentenceOf(code: string, data: ErrorData = {}): string {
  return renderSentence(entryOf(code).sentence, data, NOTHING);
}

/** The right form of a sentence with its data. `nothing`: the word for what is empty. */
export function renderSentence(
  sentence: Sentence,
  data: ErrorData,
  nothing: string,
  language = 'en',
): string {
  const text = typeof sentence === 'string' ? sentence : sentence[formOf(sentence, data, language)]!;
  return fill(text, data.received === '' ? { ...data, received: nothing } : data);
}

/** Which of several forms of a sentence is right for the data. */
export function formOf(
  forms: Exclude<Sentence, string>,
  { kind, limit }: ErrorData,
  language = 'en',
): string {
  const form = kind === undefined ? new Intl.PluralRules(language).select(Number(limit)) : String(kind);
  return Object.hasOwn(forms, form) ? form : 'other';
}

/** Anything thrown, as an AtelierError: ours unchanged, everything else as `internal` with its cause kept. */
export function asAtelierError(error: unknown): AtelierError {
  return error instanceof AtelierError ? error : new AtelierError('internal', {}, error);
}

function entryOf(code: string): ErrorEntry {
  return declared.get(code) ?? COMMON_ERRORS.internal;
}
