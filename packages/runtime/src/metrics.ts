import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Every series that a process of Atelier serves at /metrics beside the usual ones of Node and of the process (memory,
 * CPU, event-loop lag). What happens is counted where it happens; what is read at the time of asking is set by
 * whoever serves. docs/operate/metrics.md is the list for people, and a test compares the two.
 */
export const registry = new Registry();

const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
  new Counter({ name, help, labelNames, registers: [registry] });
const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
  new Gauge({ name, help, labelNames, registers: [registry] });
const histogram = <L extends string>(
  name: string,
  help: string,
  buckets: number[],
  labelNames: readonly L[] = [],
) => new Histogram({ name, help, buckets, labelNames, registers: [registry] });

/** s: from an answer at once to what a person has given up waiting for */
const WAITS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14_400];
/** s: a fast picture on a card, up to the longest attempt in high quality */
const PAINTS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800];

export const METRICS = {
  acknowledgement: histogram(
    'atelier_acknowledgement_seconds',
    'Bot: from the arrival of an interaction until Discord has its first answer, by how that ended',
    // Discord gives up after 3 s
    [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 15],
    ['outcome'],
  ),
  waiting: histogram(
    'atelier_waiting_seconds',
    'Worker: from the submit of a job until its first attempt begins',
    WAITS,
    ['quality'],
  ),
  painting: histogram(
    'atelier_painting_seconds',
    'Worker: a finished attempt, from the claim until the result is recorded',
    PAINTS,
    ['quality'],
  ),
  attempts: counter('atelier_attempts_total', 'Worker: attempts that ended, by how they did', [
    'quality',
    'outcome',
  ]),
  delivery: histogram(
    'atelier_delivery_seconds',
    'From the end of a job until its outcome has reached the person, by the way it took',
    WAITS,
    ['way'],
  ),
  deliveries: counter('atelier_deliveries_total', 'Outcomes that were delivered, or given up', [
    'way',
    'outcome',
  ]),
  deliveryFailures: counter(
    'atelier_delivery_failures_total',
    'Tries of a delivery that failed and follow again later, by queue',
    ['queue'],
  ),
  painterRestarts: counter(
    'atelier_painter_restarts_total',
    'Worker: painter processes that ended and were followed by another, by quality',
    ['quality'],
  ),
  workerState: gauge('atelier_worker_state', 'Worker: 1 for the state that it is in, 0 for the others', [
    'state',
  ]),
  outages: counter('atelier_database_outages_total', 'Times that Postgres was away for this process'),
  away: gauge('atelier_database_away', '1 while Postgres is away for this process'),
  connections: gauge('atelier_database_connections', 'Connections of the pool, by what they do', ['state']),
  connectionWaiters: gauge('atelier_database_connection_waiters', 'Queries that wait for a connection'),

  jobs: gauge('atelier_queue_jobs', 'Bot, whole fleet: open jobs', ['quality', 'state']),
  oldest: gauge(
    'atelier_queue_oldest_seconds',
    'Bot, whole fleet: age of the job that has waited longest; 0 where none waits',
    ['quality'],
  ),
  backlog: gauge(
    'atelier_queue_painting_seconds',
    'Bot, whole fleet: what all open jobs take on one worker of the measured speed',
    ['quality'],
  ),
  paused: gauge('atelier_queue_paused', 'Bot, whole fleet: 1 while an operator has paused it', ['quality']),
  workers: gauge('atelier_workers', 'Bot, whole fleet: workers that are there, by state', ['state']),
  takers: gauge('atelier_queue_workers', 'Bot, whole fleet: workers that take jobs of a quality now', [
    'quality',
  ]),
  stuck: gauge('atelier_jobs_stuck', 'Bot, whole fleet: jobs that do not get on, by why', ['reason']),
  dead: gauge(
    'atelier_jobs_dead',
    'Bot, whole fleet: jobs that failed by the workshop’s fault and can still be redriven',
  ),
} as const;

let processWatched = false;

/** Node's and the process's own series, from the first call on. */
export function watchProcess(): void {
  if (processWatched) return;
  processWatched = true;
  collectDefaultMetrics({ register: registry });
}
