import { refuseStart } from '@atelier/queue/start-refusal.ts';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';
import { handleUncaught } from '@atelier/runtime/uncaught.ts';
import { type RunningWorker, startWorker } from './run.ts';

const log = createLog('worker');
let worker: RunningWorker | undefined;
// what is being painted goes back to the queue
handleUncaught(log, async () => worker?.close());

/** The first signal drains, the second one ends at once; the starter's death counts as the first. */
let signals = 0;
const asked = Promise.withResolvers<void>();
const onSignal = (signal: string) => {
  signals++;
  log.info({ signal }, signals === 1 ? 'finishing what is being painted' : 'ending at once');
  if (worker === undefined) process.exit(0); // nothing is painted before the worker is ready
  if (signals > 1) process.exit(1);
  asked.resolve();
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
process.once('disconnect', () => onSignal('disconnect'));

try {
  worker = await startWorker({ environment: readEnvironment(), log });
  worker.askedToDrain.then(() => {
    log.info('an operator asked this worker to drain');
    asked.resolve();
  });
  await asked.promise;
  await worker.drain();
  log.info('the worker has ended');
  process.exit(0);
} catch (error) {
  await refuseStart(log, 'worker', error);
  process.exit(1);
}
