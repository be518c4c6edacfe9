import type { Last } from './held.ts';
import type { Scale } from './scale.ts';

/** What is asked of a fleet beside what was measured, for this version and what was measured of it. */
export function rowsOfTargets(
  measured: readonly Scale[],
  held: { free: Last; holding: Last } | null,
): string[][] {
  const rows: string[][] = [];
  const ask = (what: string, figure: number, target: string, met: boolean, digits = 2) =>
    rows.push([what, figure.toFixed(digits), target, met ? 'yes' : 'no']);
  for (const now of measured.filter(({ version }) => version === 'now')) {
    const { workers, transactionsPerJob: each, wait } = now;
    ask(`connections a worker, of ${workers}`, now.connections, '≤ 2', now.connections <= 2);
    const idle = now.idleTransactions;
    ask(`idle transactions a second and worker, of ${workers}`, idle, '≤ 0.2', idle <= 0.2, 3);
    ask(`transactions a job, ${workers} workers, backlog`, each.backlog, '≤ 15', each.backlog <= 15, 1);
    ask(`the same, one at a time`, each.trickle, '≤ 15', each.trickle <= 15, 1);
    if (workers >= 1000) {
      ask(`idle cores of Postgres, ${workers} workers`, now.cores, '< 0.3', now.cores < 0.3);
      ask(`ms from submit to claim at ten jobs a second, p99`, wait.p99, '< 200', wait.p99 < 200, 0);
    }
    const before = measured.find((one) => one.version === '0.1.0' && one.workers === workers);
    if (before === undefined) continue;
    const times = now.pace / before.pace;
    ask(`jobs a second of ${workers} workers, times 0.1.0’s`, times, '≥ 10', times >= 10, 1);
    const all = ({ cost }: Scale) => cost.server + cost.workers;
    const cheaper = all(before) / all(now);
    ask(`the same by CPU time a job, workers’ process included`, cheaper, '≥ 10', cheaper >= 10, 1);
  }
  if (held !== null) {
    const { free, holding } = held;
    const fewer = 1 - holding.pace / free.pace;
    ask('share of the jobs a second that a held transaction costs', fewer, '< 0.2', fewer < 0.2);
    const lost = 1 - free.cost / holding.cost;
    ask('the same by Postgres’ CPU time a job', lost, '< 0.2', lost < 0.2);
  }
  return rows;
}
