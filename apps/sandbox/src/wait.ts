import type { Events } from './events.ts';
import type { Sandbox } from './sandbox.ts';

/** Happenings that can make a predicate true. */
const HAPPENINGS = ['message', 'gone', 'interaction', 'commands', 'gateway', 'request'] as const;

/** A predicate may also look at things outside the sandbox, so it is asked now and then as well; ms. */
const LOOK_AGAIN_MS = 50;

/** Makes `waitFor`: asks the predicate at every happening until it answers something, or the time is up. */
export function waiter(events: Events, patienceMs: number): Sandbox['waitFor'] {
  return (predicate, { timeoutMs = patienceMs, what = 'what was waited for' } = {}) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearInterval(again);
        clearTimeout(limit);
        for (const name of HAPPENINGS) events.off(name, look);
      };
      const look = () => {
        try {
          const found = predicate();
          if (!found) return;
          stop();
          resolve(found);
        } catch (error) {
          stop();
          reject(error);
        }
      };
      const again = setInterval(look, LOOK_AGAIN_MS);
      const limit = setTimeout(() => {
        stop();
        reject(new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`));
      }, timeoutMs);
      for (const name of HAPPENINGS) events.on(name, look);
      look();
    });
}
