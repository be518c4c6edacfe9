import {
  asAtelierError,
  declareErrors,
  type ErrorEntry,
  type AtelierError as Known,
  type Throwable,
} from '@atelier/contract/errors.ts';
import type { ErrorCode as JobErrorCode } from '@atelier/jobs/errors.ts';
import { errorSentence } from '@atelier/jobs/texts/texts.ts';
import { WORDS, wordsFor } from './words.ts';

/** What the bot itself refuses; the sentences stand with its other words. */
type OwnCode = keyof typeof WORDS.errors;
export type ErrorCode = OwnCode | JobErrorCode;

/** Of those, what may be otherwise in a moment. */
const RETRYABLE: ReadonlySet<string> = new Set<OwnCode>(['job.unfinished']);

const entries = Object.entries(WORDS.errors).map(([code, sentence]): [string, ErrorEntry] => [
  code,
  { retryable: RETRYABLE.has(code), sentence },
]);

export const AtelierError: Throwable<ErrorCode> = declareErrors(Object.fromEntries(entries));

export type AtelierError = Known;

/** What a person reads about anything thrown. */
export function sentenceFor(locale: string, error: unknown): string {
  const { code, data } = asAtelierError(error);
  return errorSentence(locale, code, data, wordsFor(locale).errors);
}
