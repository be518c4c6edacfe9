import {
  asAtelierError,
  declareErrors,
  type ErrorEntry,
  type AtelierError as Known,
} from '@atelier/contract/errors.ts';
import { AtelierError as JobError, type ErrorCode as JobErrorCode } from '@atelier/jobs/errors.ts';
import { errorSentence } from '@atelier/jobs/texts/texts.ts';
import { WORDS, wordsFor } from './words.ts';

/** What the bot itself refuses; the sentences stand with its other words. */
type OwnCode = keyof typeof WORDS.errors;
export type ErrorCode = OwnCode | JobErrorCode;

/** Of those, what may be otherwise in a moment. */
const RETRYABLE: ReadonlySet<string> = new Set<OwnCode>(['job.unfinished']);

const entries = Object.entries(WORDS.errors).map(([code, sentence]) => [
  code,
  { retryable: RETRYABLE.has(code), sentence },
]);
const BOT_ERRORS: Record<OwnCode, ErrorEntry> = Object.fromEntries(entries);

export const AtelierError = declareErrors(BOT_ERRORS, JobError);
export type AtelierError = Known;

/** What a person reads about anything thrown. */
export function sentenceFor(locale: string, error: unknown): string {
  const { code, data } = asAtelierError(error);
  return errorSentence(locale, code, data, wordsFor(locale).errors);
}
