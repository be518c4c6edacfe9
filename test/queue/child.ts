import { setTimeout as sleep } from 'node:timers/promises';
import { readEnvironment } from '@atelier/runtime/environment.ts';
import { createLog } from '@atelier/runtime/log.ts';
import type { Painter } from '@atelier/worker/painter.ts';
import { previewOf, resultOf } from '@atelier/worker/pictures.ts';
import { startWorker } from '@atelier/worker/run.ts';

/**
 * A worker process with a painter that only takes time: PAINT_MS. Prints `ready`, `painting` when a job
 * begins, `stopped` when it was told to stop; SIGTERM drains it, SIGKILL is what the tests are for.
 */
const paintMs = Number(process.env.PAINT_MS ?? 0);

const painter: Painter = {
  name: 'slow',
  device: 'none',
  reason: 'a test',
  async paint(job, { signal, onProgress }) {
    process.stdout.write('painting\n');
    const image = { width: 32, height: 32, data: new Float32Array(32 * 32 * 3).fill(0.5) };
    const losses = [
      { iteration: 0, content: 0, style: 2, total: 2 },
      { iteration: 9, content: 1, style: 0.5, total: 1.5 },
    ];
    for (const end = Date.now() + paintMs; Date.now() < end; ) {
      await sleep(50, undefined, { signal }).catch((error: unknown) => {
        process.stdout.write('stopped\n');
        throw error;
      });
      const done = 1 - (end - Date.now()) / paintMs;
      onProgress({
        ...losses[0]!,
        iterations: 10,
        fraction: done,
        width: 32,
        height: 32,
        preview: () => previewOf(image),
      });
    }
    return resultOf(job, {
      image,
      quality: 'fast',
      engine: 'slow',
      device: 'none',
      seconds: 1,
      iterations: 10,
      seed: job.seed,
      losses,
    });
  },
  close: async () => {},
};

const worker = await startWorker({ environment: readEnvironment(), log: createLog('child'), painter });
process.stdout.write('ready\n');
process.once('SIGTERM', async () => {
  await worker.drain();
  process.exit(0);
});
