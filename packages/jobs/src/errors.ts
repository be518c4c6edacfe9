/** The error catalogue of core, so that the bot needs to know only this package. */
export { AtelierError, asAtelierError, ERRORS, type ErrorCode, sentenceOf } from '@atelier/core/errors.ts';
