import { QUALITIES, type Quality } from '@atelier/contract/order.ts';
import { type Backlog, countDead, countStuck, readBacklog, type StuckReason } from '../store/operate.ts';
import { listWorkers, type WorkerState, type WorkerView } from '../store/workers.ts';
import type { Queryable } from '../transaction.ts';

export interface FleetView {
  queues: Record<Quality, Omit<Backlog, 'quality'> & { /** that take this quality now */ workers: number }>;
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
  for (const quality of QUALITIES) {
    const { quality: _, ...line } = backlog.find((one) => one.quality === quality)!;
    const takes = (worker: WorkerView) => worker.state === 'working' && worker.qualities.includes(quality);
    queues[quality] = { ...line, workers: here.filter(takes).length };
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
