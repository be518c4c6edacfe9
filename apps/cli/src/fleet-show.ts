import { QUALITIES } from '@atelier/contract/order.ts';
import { type FleetView, viewFleet } from '@atelier/queue/operate/view.ts';
import { listDead, listStuck } from '@atelier/queue/store/operate.ts';
import type { WorkerView } from '@atelier/queue/workers.ts';
import { onFleet, say, span, table } from './fleet-database.ts';

interface Options {
  json?: boolean;
}

/** `atelier fleet status` */
export async function showStatus({ json }: Options): Promise<void> {
  const { list, ...fleet } = await onFleet(viewFleet);
  say(json, { ...fleet, list }, () => [
    ...queueLines(fleet),
    '',
    `Workers: ${counts(fleet.workers)}`,
    ...table(list.filter(({ fresh }) => fresh).map(workerRow)),
    '',
    `Stuck: ${counts(fleet.stuck)}`,
    `Dead, can be redriven: ${fleet.dead}`,
  ]);
}

/** `atelier fleet workers`: those of the last day, those that are there first */
export async function showWorkers({ json }: Options): Promise<void> {
  const { list } = await onFleet(viewFleet);
  say(json, list, () =>
    list.length === 0 ? ['No worker has been there within a day.'] : table(list.map(workerRow)),
  );
}

/** `atelier fleet stuck` and `dead` */
export async function showJobs(
  which: 'stuck' | 'dead',
  { json, limit }: Options & { limit: number },
): Promise<void> {
  const jobs = await onFleet<object[]>((pool) =>
    which === 'stuck' ? listStuck(pool, limit) : listDead(pool, limit),
  );
  const rows = jobs.map((job) =>
    Object.fromEntries(
      Object.entries(job).map(([name, value]) => {
        if (name === 'seconds') return ['for', span(value)];
        return [
          name,
          value instanceof Date ? value.toISOString() : typeof value === 'number' ? value : (value ?? '–'),
        ];
      }),
    ),
  );
  say(json, jobs, () => (rows.length === 0 ? [`Nothing is ${which}.`] : table(rows)));
}

function queueLines({ queues }: Pick<FleetView, 'queues'>): string[] {
  const rows = QUALITIES.map((quality) => {
    const { waiting, painting, seconds, oldestSeconds, workers } = queues[quality];
    return {
      queue: quality,
      waiting,
      painting,
      workers,
      oldest: waiting === 0 ? '–' : span(oldestSeconds),
      'one worker needs': span(seconds),
    };
  });
  const paused = QUALITIES.filter((quality) => queues[quality].paused !== null).map(
    (quality) => `${quality} is paused: ${queues[quality].paused}`,
  );
  return [...table(rows), ...paused];
}

function workerRow({ id, host, state, fresh, qualities, speed, painting, seenAt, ...worker }: WorkerView) {
  const perMinute = (quality: 'fast' | 'high') => {
    const pixels = speed[quality];
    if (!qualities.includes(quality)) return 'takes none';
    return pixels === null ? 'not timed' : `${((pixels * 60) / 1e6).toPrecision(3)} MP/min`;
  };
  const silent = (Date.now() - seenAt.getTime()) / 1000;
  return {
    worker: id.slice(0, 8),
    host,
    state: fresh || state === 'gone' ? state : `silent for ${span(silent)}`,
    engine: `${worker.engine} ${worker.device}`,
    version: worker.version,
    done: worker.jobsDone,
    failed: worker.jobsFailed,
    painting: painting.length,
    fast: perMinute('fast'),
    high: perMinute('high'),
  };
}

const counts = (numbers: Record<string, number>): string =>
  Object.entries(numbers)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
