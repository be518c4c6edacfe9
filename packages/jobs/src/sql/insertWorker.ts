import type { Quality } from '@atelier/contract/order.ts';
import type { Queryable } from '../transaction.ts';

export interface WorkerCard {
  id: string;
  host: string;
  pid: number;
  engine: string;
  device: string;
  version: string;
  qualities: readonly Quality[];
}

export async function insertWorker(db: Queryable, card: WorkerCard): Promise<void> {
  await db.query(
    `insert into atelier.workers (id, host, pid, engine, device, version, qualities)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [card.id, card.host, card.pid, card.engine, card.device, card.version, card.qualities],
  );
}
