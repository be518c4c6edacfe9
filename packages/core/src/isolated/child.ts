/**
 * The process in which strangers' pictures are opened. It knows no secrets, holds nothing between two pictures,
 * and ends with the process that started it. `process.ts` kills it when it takes too long or too much memory.
 */
import { asAtelierError } from '@atelier/contract/errors.ts';
import type { Order, Report } from './messages.ts';
import { TASKS } from './tasks.ts';

const MB = 1024 * 1024;
/** ms between two looks at the memory */
const LOOK_EVERY = 25;

const report = (message: Report) => void process.send?.(message);
const megabytes = () => Math.round(process.memoryUsage.rss() / MB);

const wordsOf = (cause: unknown) => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

process.on('disconnect', () => process.exit());
// Ctrl+C goes to every process of a terminal; whoever drains still needs this one
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

process.on('message', async ({ task, args, megabytes: limit }: Order) => {
  const watch = setInterval(() => {
    if (megabytes() > limit) report({ kind: 'exhausted', megabytes: megabytes() });
  }, LOOK_EVERY);
  try {
    const run = TASKS[task] as (...args: unknown[]) => Promise<unknown>;
    report({ kind: 'done', result: await run(...args), megabytes: megabytes() });
  } catch (thrown) {
    const { code, data, cause } = asAtelierError(thrown);
    const error = { code, data, cause: cause === undefined ? undefined : wordsOf(cause) };
    report({ kind: 'failed', error, megabytes: megabytes() });
  } finally {
    clearInterval(watch);
  }
});

report({ kind: 'ready' });
