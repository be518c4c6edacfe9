import type { Result } from '@atelier/contract/job.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { testLog } from '../support/database.ts';
import type { Stage } from './support.ts';

/**
 * Stands for a worker that paints and dies before it delivers: it takes every job, records the photo itself as
 * its picture, and leaves the delivery to the bot.
 */
export async function startPainter(
  { databaseUrl, defer }: Stage,
  given: Partial<Result> = {},
): Promise<{ stop(): Promise<void> }> {
  const workshop = await openWorkshop({ databaseUrl, log: testLog });
  const working = await workJobs(workshop, {
    qualities: ['fast', 'high'],
    workerId: 'painter',
    handle: async (job) => {
      await recordResult(workshop, job, { ...resultOf(job.photo, job.seed), ...given });
    },
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= working.drain(5000).then(() => workshop.close());
    return stopped;
  };
  defer(stop);
  return { stop };
}

function resultOf(picture: Uint8Array, seed: number): Result {
  return {
    picture,
    pictureType: 'jpeg',
    fallback: null,
    width: 640,
    height: 480,
    engine: 'onnx',
    device: 'cpu',
    seconds: 1.5,
    iterations: 2,
    seed,
    losses: [
      { iteration: 0, content: 0, style: 9, total: 9 },
      { iteration: 2, content: 1, style: 2, total: 3 },
    ],
  };
}
