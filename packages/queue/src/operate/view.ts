import { LINES, type Line } from '@atelier/contract/clip.ts';
import { type Backlog, countDead, countStuck, readBacklog, type StuckReason } from '../store/operate.ts';
import { listWorkers, takes, type WorkerState, type WorkerView } from '../store/workers.ts';
import type { Queryable } from '../transaction.ts';

export interface FleetView {
  queues: Record<Line, Omit<Backlog, 'quality'> & { /** that take it now */ workers: number }>;
  /** those that are there by state, and those that have said nothing for too long */
  workers: Record<Exclude<WorkerState, 'gone'> | 'silent', number>;
  stuck: Record<StuckReason, number>;
  /** jobs that failed by the workshop's fault and can be redriven */
  dead: number;
  /** of the last day, those that are there first */
  list: WorkerView[];
}

/** How the whole fleet stands. */
export async function viewFleet(db: Queryable): Promise<FleetView> {
  const [backlog, list, stuck, dead] = await Promise.all([
    readBacklog(db),
    listWorkers(db),
    countStuck(db),
    countDead(db),
  ]);
  const here = list.filter(({ fresh }) => fresh);
  const inState = (state: WorkerState) => here.filter((worker) => worker.state === state).length;
  const queues = {} as FleetView['queues'];
  for (const line of LINES) {
    const { quality: _, ...stands } = backlog.find((one) => one.quality === line)!;
    queues[line] = { ...stands, workers: here.filter((worker) => takes(worker, line)).length };
  }
  return {
    queues,
    workers: {
      working: inState('working'),
      quarantined: inState('quarantined'),
      draining: inState('draining'),
      silent: list.filter(({ fresh, state }) => !fresh && state !== 'gone').length,
    },
    stuck,
    dead,
    list,
  };
}
