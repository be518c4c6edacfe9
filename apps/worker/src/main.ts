import { asAtelierError } from '@atelier/contract/errors.ts';
import { readEnvironment } from '@atelier/jobs/environment.ts';
import { createLog } from '@atelier/jobs/log.ts';
import { surviveRejections } from '@atelier/jobs/survive.ts';
import { startWorker } from './run.ts';

const log = createLog('worker');
surviveRejections(log);

/** The first signal drains, the second one ends at once; the starter's death counts as the first. */
let signals = 0;
const asked = Promise.withResolvers<void>();
const onSignal = (signal: string) => {
  signals++;
  log.info({ signal }, signals === 1 ? 'finishing what is being painted' : 'ending at once');
  if (signals > 1) process.exit(1);
  asked.resolve();
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
process.once('disconnect', () => onSignal('disconnect'));

try {
  const worker = await startWorker({ environment: readEnvironment(), log });
  await asked.promise;
  await worker.drain();
  log.info('the worker has ended');
  process.exit(0);
} catch (error) {
  log.fatal({ err: error }, asAtelierError(error).message);
  process.exit(1);
}
