import { throwIfCancelled } from '@atelier/core/cancel.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** ms within which a second signal is the same Ctrl-C: npm and the launcher pass on what the terminal sent too */
const SAME_MS = 500;

/**
 * Runs work that can be stopped: the first Ctrl-C ends it with `job.cancelled`, once the step under way is done; the
 * second one ends the process at once. Either way the terminal is as it was, and no file is half written.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopped = new AbortController();
  let first = 0;
  const stop = () => {
    if (first === 0) {
      first = Date.now();
      stopped.abort();
    } else if (Date.now() - first > SAME_MS) process.exit(130);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    const done = await work(stopped.signal);
    throwIfCancelled(stopped.signal);
    return done;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
