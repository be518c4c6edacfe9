import { declareErrors, type ErrorEntry, type AtelierError as Known } from '@atelier/contract/errors.ts';
import { AtelierError as Below, type ErrorCode as BelowCode } from '@atelier/queue/errors.ts';

/** What can go wrong with a picture that a person attaches. */
export const DISCORD_ERRORS = {
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
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof DISCORD_ERRORS | BelowCode;

export const AtelierError = declareErrors(DISCORD_ERRORS, Below);
export type AtelierError = Known;
