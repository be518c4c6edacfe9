import type { Log } from './log.ts';

/**
 * A promise that nobody waited for has harmed nobody else: it is logged, and the process goes on. Node's fetch leaves
 * one behind now and then when an upload ends early, by an abort or because the answer came first: the body's stream
 * is closed, and the next part of the form is still put into it (undici, `extractBody`, in Node 24.21).
 */
export function surviveRejections(log: Log): void {
  process.on('unhandledRejection', (err) => log.error({ err }, 'a rejection was not handled'));
}
