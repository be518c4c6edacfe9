import type { Quality } from '@atelier/contract/order.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import { askOf, pauseQueues, redrive, resumeQueues } from '@atelier/queue/operate/act.ts';
import type { Asked } from '@atelier/queue/store/operate.ts';
import { onFleet, say } from './fleet-database.ts';

interface Options {
  json?: boolean;
}

/** `atelier fleet pause QUEUE --say SENTENCE` */
export async function pause(
  qualities: readonly Quality[],
  { say: reason, json }: Options & { say: string },
): Promise<void> {
  await onFleet((pool) => pauseQueues(pool, qualities, reason));
  say(json, { paused: qualities }, () => [
    `Paused: ${qualities.join(', ')}. What is being painted is finished.`,
  ]);
}

/** `atelier fleet resume QUEUE` */
export async function resume(qualities: readonly Quality[], { json }: Options): Promise<void> {
  const resumed = await onFleet((pool) => resumeQueues(pool, qualities));
  say(json, { resumed }, () => [
    resumed.length === 0 ? 'Nothing was paused.' : `Goes on within 10 s: ${resumed.join(', ')}.`,
  ]);
}

const ANSWERS: Record<Asked, string> = {
  drain: 'finishes what it paints and ends',
  quarantine: 'takes no more jobs',
  release: 'tries itself, and takes jobs again when that succeeds',
};

/** `atelier fleet drain|quarantine|release WORKER`, or `--host NAME` */
export async function ask(
  asked: Asked,
  worker: string | undefined,
  { host, json }: Options & { host?: string },
): Promise<void> {
  if ((worker === undefined) === (host === undefined)) {
    const expected = 'either a worker’s id or --host';
    throw new AtelierError('option.invalid', { option: 'worker', expected, received: worker ?? 'neither' });
  }
  const whom = worker !== undefined ? { worker } : { host: host! };
  const found = await onFleet((pool) => askOf(pool, whom, asked));
  say(json, { asked, workers: found }, () =>
    found.map((one) => `${one.id.slice(0, 8)} on ${one.host} ${ANSWERS[asked]}, within 10 s`),
  );
}

/** `atelier fleet redrive JOB …`, `--all` or `--code CODE` */
export async function redriveJobs(
  jobs: readonly string[],
  { all = false, code = null, json }: Options & { all?: boolean; code?: string | null },
): Promise<void> {
  const wrong = jobs.find((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id));
  if (wrong !== undefined)
    throw new AtelierError('option.invalid', { option: 'job', expected: 'the id of a job', received: wrong });
  if ([jobs.length > 0, all, code !== null].filter(Boolean).length !== 1) {
    const expected = 'ids of jobs, or --all, or --code';
    throw new AtelierError('option.invalid', {
      option: 'job',
      expected,
      received: 'none or several of them',
    });
  }
  const redriven = await onFleet((pool) => redrive(pool, { ids: all || code !== null ? null : jobs, code }));
  say(json, { redriven }, () => [
    redriven.length === 0
      ? 'Nothing of that is dead, or it is too long ago.'
      : `In the queue again: ${redriven.length}`,
    ...redriven,
  ]);
}
