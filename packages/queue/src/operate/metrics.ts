import { LINES } from '@atelier/contract/clip.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import { WORKER_STATES } from '../store/workers.ts';
import type { Workshop } from '../workshop.ts';
import { viewFleet } from './view.ts';

/** Sets what this process can say of its own lines to Postgres. Asks nothing. */
export function measureDatabase({ pool, outage }: Pick<Workshop, 'pool' | 'outage'>): void {
  const { totalCount, idleCount, waitingCount } = pool;
  METRICS.connections.set({ state: 'idle' }, idleCount);
  METRICS.connections.set({ state: 'busy' }, totalCount - idleCount);
  METRICS.connectionWaiters.set(waitingCount);
  METRICS.away.set(outage.lasting ? 1 : 0);
}

/** s for which an answer of the database serves: two Prometheus beside each other ask twice */
const FRESH_MS = 5000;
let readAt = Number.NEGATIVE_INFINITY;

/**
 * Sets what concerns the whole fleet, for the one process that serves it: of a thousand workers each would ask the
 * same. What cannot be read is left out, instead of being told as it once was.
 */
export async function measureFleet({ pool }: Pick<Workshop, 'pool'>): Promise<void> {
  if (performance.now() - readAt < FRESH_MS) return;
  readAt = performance.now();
  const { jobs, oldest, backlog, paused, takers, workers, stuck, dead } = METRICS;
  try {
    const fleet = await viewFleet(pool);
    for (const quality of LINES) {
      const line = fleet.queues[quality];
      jobs.set({ quality, state: 'waiting' }, line.waiting);
      jobs.set({ quality, state: 'painting' }, line.painting);
      oldest.set({ quality }, line.oldestSeconds);
      backlog.set({ quality }, line.seconds);
      paused.set({ quality }, line.paused === null ? 0 : 1);
      takers.set({ quality }, line.workers);
    }
    for (const state of [...WORKER_STATES, 'silent'] as const) {
      if (state !== 'gone') workers.set({ state }, fleet.workers[state]);
    }
    for (const [reason, count] of Object.entries(fleet.stuck)) stuck.set({ reason }, count);
    dead.set(fleet.dead);
  } catch (error) {
    readAt = Number.NEGATIVE_INFINITY;
    for (const gauge of [jobs, oldest, backlog, paused, takers, workers, stuck]) gauge.reset();
    dead.remove();
    throw error;
  }
}
