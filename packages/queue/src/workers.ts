import type { Line } from '@atelier/contract/clip.ts';
import { patiently } from './database-retry.ts';
import {
  checkInWorker,
  countWorkerJob,
  type Heard,
  insertWorker,
  listWorkers,
  type WorkerCard,
  type WorkerState,
  type WorkerView,
} from './store/workers.ts';
import type { Workshop } from './workshop.ts';

export type { Heard, WorkerView } from './store/workers.ts';

export interface Registered {
  /** One job ended here; `pixelsPerSecond` of a finished picture, of a clip of all frames; null for a failure. */
  count(line: Line, pixelsPerSecond: number | null): Promise<void>;
  /** Shown as quarantined from now on, or no more. */
  quarantined(on: boolean): Promise<void>;
  /** Shown as draining from now on. */
  draining(): Promise<void>;
  /** The row stays, for the statistics; it counts no more. */
  leave(): Promise<void>;
}

/** The workers of the last day with what they can do and how fast they are, those that are there first. */
export async function viewWorkers({ pool }: Workshop): Promise<WorkerView[]> {
  return listWorkers(pool);
}

/**
 * Puts the worker on the list, where the looks of its process keep it fresh. A check-in that fails is only logged: the
 * next look follows. `heard` is called with what operators ask, at every look.
 */
export async function registerWorker(
  { pool, outage, watch }: Workshop,
  card: WorkerCard,
  heard: (heard: Heard) => void = () => {},
): Promise<Registered> {
  // the database may have gone away while the painter was made
  await patiently(() => insertWorker(pool, card));
  let state: WorkerState = 'working';
  const checkIn = async () => {
    watch.worker = { id: card.id, state, heard };
    const said = await checkInWorker(pool, card.id, state);
    if (said !== null) heard(said);
  };
  watch.worker = { id: card.id, state, heard };
  const quietly = (work: Promise<void>) =>
    work.catch((error: unknown) => outage.report(error, 'a check-in failed'));
  return {
    count: (line, pixelsPerSecond) => quietly(countWorkerJob(pool, card.id, line, pixelsPerSecond)),
    quarantined: (on) => {
      if (state === 'working' || state === 'quarantined') state = on ? 'quarantined' : 'working';
      return quietly(checkIn());
    },
    draining: () => {
      state = 'draining';
      return quietly(checkIn());
    },
    leave: () => {
      state = 'gone';
      return quietly(checkIn());
    },
  };
}
