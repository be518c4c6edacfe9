import type { Log } from './log.ts';

/** ms for an orderly end: handing back what is being painted is one short transaction */
const END_MS = 5000;

/**
 * What nobody caught. A promise that nobody waited for has harmed nobody else: it is logged, and the process goes on.
 * (Node's fetch leaves one behind now and then when an upload ends early, by an abort or because the answer came
 * first: the body's stream is closed, and the next part of the form is still put into it; undici, `extractBody`, in
 * Node 24.21.) An exception has ended some function in its middle, in our code or in a library's, so nobody knows what
 * holds any more: the process ends for its supervisor to start it again. `end` may hand back what it holds, within 5 s;
 * everything that it writes carries the number of its claim, so a confused process cannot write over others.
 */
export function handleUncaught(log: Log, end: () => Promise<void> = async () => {}): void {
  process.on('unhandledRejection', (err) => log.error({ err }, 'a rejection was not handled'));
  let ending = false;
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'the process ends: an exception was not caught');
    if (ending) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(1), END_MS);
    Promise.resolve()
      .then(end)
      .catch((failure: unknown) => log.error({ err: failure }, 'it did not end in order'))
      .finally(() => process.exit(1));
  });
}
