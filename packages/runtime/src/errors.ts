import { declareErrors, type ErrorEntry, type AtelierError as Known } from '@atelier/contract/errors.ts';
import { AtelierError as Below, type ErrorCode as BelowCode } from '@atelier/core/errors.ts';

/** What can keep a process, or the Postgres that comes with it, from starting. */
export const RUNTIME_ERRORS = {
  'environment.invalid': {
    retryable: false,
    sentence: 'The environment variable {variable} is wrong: expected {expected} but received {received}.',
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
  'traces.unavailable': {
    retryable: false,
    sentence:
      'OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, but the packages for them are not installed: npm install --no-save {packages}',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof RUNTIME_ERRORS | BelowCode;

export const AtelierError = declareErrors(RUNTIME_ERRORS, Below);
export type AtelierError = Known;
