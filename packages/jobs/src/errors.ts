import { declareErrors, type ErrorEntry, type AtelierError as Known } from '@atelier/contract/errors.ts';
import { AtelierError as CoreError, type ErrorCode as CoreErrorCode } from '@atelier/core/errors.ts';

/** What can go wrong between a person, the queue and the database. */
export const JOB_ERRORS = {
  'image.too-many-bytes': {
    retryable: false,
    sentence: 'The file is too large: {megabytes} MB, and at most {limit} MB are accepted.',
  },
  'fetch.host': {
    retryable: false,
    sentence: 'Pictures are only taken from Discord itself. Please attach the file to the command.',
  },
  'fetch.redirect': {
    retryable: false,
    sentence: 'The picture’s address led somewhere else, so it was not opened. Please attach the file again.',
  },
  'fetch.failed': {
    retryable: true,
    sentence: 'The picture could not be fetched from Discord. Please try again.',
  },
  'fetch.timeout': {
    retryable: true,
    sentence: 'Discord took too long to hand over the picture. Please try again.',
  },
  'job.limit': {
    retryable: true,
    sentence: 'You already have {limit} pictures waiting. Please wait until one is finished.',
  },
  'job.worker-lost': {
    retryable: true,
    sentence: 'The painting failed three times because the worker stopped. Please try again later.',
  },
  'job.expired': {
    retryable: true,
    sentence: 'Nobody could paint this within {hours} hours, so it was taken off the list. Please try again.',
  },
  'photo.gone': {
    retryable: false,
    sentence:
      'The photo of that picture is not kept any more, so it cannot be painted again. Please send it once more.',
  },
  'service.unavailable': {
    retryable: true,
    sentence: 'The workshop is not reachable just now. Please try again in a minute.',
  },
  'database.unavailable': { retryable: true, sentence: 'The database cannot be reached: {reason}.' },
  'environment.invalid': {
    retryable: false,
    sentence: 'The environment variable {variable} is wrong: expected {expected} but received {received}.',
  },
  'database.unsuitable': {
    retryable: false,
    sentence: 'The database of DATABASE_URL cannot be used: {reason}.',
  },
  'database.embedded': {
    retryable: false,
    sentence: 'The embedded Postgres cannot run: {reason}. Set DATABASE_URL to a Postgres of your own.',
  },
  'start.directory': {
    retryable: false,
    sentence: '{path} cannot be used: {reason}. Set {variable} to another directory.',
  },
  'start.twice': {
    retryable: false,
    sentence:
      'Atelier runs already on the data directory {directory}. Stop it first, or set ATELIER_DATA to another directory.',
  },
  'start.port': {
    retryable: false,
    sentence: 'Port {port} cannot be used: {reason}. Set {variable} to another port.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof JOB_ERRORS | CoreErrorCode;

export const AtelierError = declareErrors(JOB_ERRORS, CoreError);
export type AtelierError = Known;

/** Whether it says more about the worker than about the job: on another worker the same may succeed. */
export function isOfWorker({ code }: Known): boolean {
  return /^(internal$|job\.worker-lost$|engine\.|model\.|disk\.|file\.)/.test(code);
}
