/**
 * What can go wrong: one class, a code with data, and an English sentence.
 *
 * @module errors
 */
export { AtelierError, asAtelierError, type ErrorData, sentenceOf } from '@atelier/contract/errors.ts';
export { CORE_ERRORS, type ErrorCode } from '../errors.ts';
