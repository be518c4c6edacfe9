import type { Quality } from '@atelier/core/transfer/painting.ts';
import type { Queryable } from '../transaction.ts';

export interface WorkerCard {
  id: string;
  host: string;
  pid: number;
  engine: string;
  device: string;
  version: string;
  qualities: readonly Quality[];
  /** bytes that a painting may take here; absent: not known */
  memory?: number;
}

export async function insertWorker(db: Queryable, card: WorkerCard): Promise<void> {
  await db.query(
    `insert into atelier.workers (id, host, pid, engine, device, version, qualities, memory)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      card.id,
      card.host,
      card.pid,
      card.engine,
      card.device,
      card.version,
      card.qualities,
      card.memory ?? null,
    ],
  );
}
