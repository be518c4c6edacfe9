import { AtelierError } from './errors.ts';

/** For work of many parts, between them. Throws `job.cancelled` once the signal is given. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AtelierError('job.cancelled', {}, signal.reason);
}
