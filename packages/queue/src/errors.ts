import { declareErrors, type ErrorEntry, type AtelierError as Known } from '@atelier/contract/errors.ts';
import { AtelierError as Below, type ErrorCode as BelowCode } from '@atelier/runtime/errors.ts';

/** What can go wrong between an order, the queue and the database. */
export const QUEUE_ERRORS = {
  /** `freeAt`: s since 1970, which a person's client writes out as “in 5 minutes” */
  'job.quota': {
    retryable: false,
    sentence: {
      'pictures-hour':
        'Your pictures for an hour are used up here (limit: {limit}). The next one can be ordered <t:{freeAt}:R>.',
      'pictures-day':
        'Your pictures for a day are used up here (limit: {limit}). The next one can be ordered <t:{freeAt}:R>.',
      'seconds-hour':
        'Your painting time for an hour is used up here (limit: {limit} s). The next picture can be ordered <t:{freeAt}:R>.',
      other:
        'Your painting time for a day is used up here (limit: {limit} s). The next picture can be ordered <t:{freeAt}:R>.',
    },
  },
  'job.limit': {
    retryable: true,
    sentence: {
      one: 'You already have a picture waiting. Please wait until it is finished.',
      other: 'You already have {limit} pictures waiting. Please wait until one is finished.',
    },
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
  'preset.too-large': {
    retryable: false,
    sentence: 'The file of the preset “{preset}” has {kilobytes} kB; at most {limit} kB are kept.',
  },
  'preset.count': {
    retryable: false,
    sentence:
      'This server has {limit} presets of its own already, and more do not fit into the menus. Remove one with /presets first.',
  },
  'preset.title-taken': {
    retryable: false,
    sentence:
      'This server has a preset “{title}” already. Take another title, or remove that one with /presets.',
  },
  'lesson.count': {
    retryable: true,
    sentence: 'On this server {limit} paintings are being learnt already. Please wait until one is finished.',
  },
  'lesson.over': {
    retryable: false,
    sentence: 'There is nothing left to cancel: it has ended, or was cancelled before.',
  },
  'service.unavailable': {
    retryable: true,
    sentence: 'The workshop is not reachable just now. Please try again in a minute.',
  },
  'database.unavailable': { retryable: true, sentence: 'The database cannot be reached: {reason}.' },
  'database.unsuitable': {
    retryable: false,
    sentence: 'The database of DATABASE_URL cannot be used: {reason}.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof QUEUE_ERRORS | BelowCode;

export const AtelierError = declareErrors(QUEUE_ERRORS, Below);
export type AtelierError = Known;

/** Codes of errors that say more about a worker than about the job; the database reads it too */
export const OF_WORKER = /^(internal$|job\.worker-lost$|engine\.|model\.|disk\.|file\.|clip\.no-ffmpeg$)/;

/** Whether it says more about the worker than about the job: on another worker the same may succeed. */
export function isOfWorker({ code }: Known): boolean {
  return OF_WORKER.test(code);
}
