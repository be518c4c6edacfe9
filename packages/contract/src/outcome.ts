import type { ErrorData } from './errors.ts';
import type { Result } from './job.ts';

/** What comes out of an order. */
export type Outcome =
  | { kind: 'painted'; result: Result }
  /** it cannot be painted, by code and data: the sentence is made where the person's language is known */
  | { kind: 'refused'; code: string; data: ErrorData }
  /** the person did not want it any more */
  | { kind: 'cancelled' };

const CANCELLED = 'job.cancelled';

/** The end of a job without a picture. */
export function failed(code: string | null, data: ErrorData | null): Exclude<Outcome, { kind: 'painted' }> {
  return code === CANCELLED
    ? { kind: 'cancelled' }
    : { kind: 'refused', code: code ?? 'internal', data: data ?? {} };
}

/** The same as code and data, from which the sentence is made. */
export function codeOf(outcome: Exclude<Outcome, { kind: 'painted' }>): { code: string; data: ErrorData } {
  if (outcome.kind === 'cancelled') return { code: CANCELLED, data: {} };
  return { code: outcome.code, data: outcome.data };
}
