import type { AtelierError } from '@atelier/core/errors.ts';

/** The error catalogue of core, so that the bot needs to know only this package. */
export { AtelierError, asAtelierError, ERRORS, type ErrorCode, sentenceOf } from '@atelier/core/errors.ts';

/** Whether it says more about the worker than about the job: on another worker the same may succeed. */
export function isOfWorker({ code }: AtelierError): boolean {
  return /^(internal$|job\.worker-lost$|engine\.|model\.|disk\.|file\.)/.test(code);
}
