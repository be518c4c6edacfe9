/** Ranges of what can be asked of a painting: light, so that the bot can refuse before anything is queued. */
export { OPTIONS } from '@atelier/core/transfer/options.ts';
