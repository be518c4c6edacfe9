import type { LossRow } from '@atelier/core/report/progress.ts';
import type { Queryable } from '../transaction.ts';

export interface OutcomeRow {
  id: string;
  state: 'waiting' | 'painting' | 'done' | 'failed';
  delivery: string;
  error_code: string | null;
  error_data: Record<string, string | number> | null;
  /** these and the following: only of a job that is done */
  width: number;
  height: number;
  seconds: number;
  iterations: number;
  engine: string;
  device: string;
  losses: LossRow[];
}

/** The job of an interaction with its result, without the pictures' bytes. */
export async function findOutcomeRow(db: Queryable, interactionId: string): Promise<OutcomeRow | null> {
  const { rows } = await db.query<OutcomeRow>(
    `select j.id, j.state, j.delivery, j.error_code, j.error_data,
            r.width, r.height, r.seconds, r.iterations, r.engine, r.device, r.losses
     from atelier.jobs j
     left join atelier.results r on r.job_id = j.id
     where j.interaction_id = $1`,
    [interactionId],
  );
  return rows[0] ?? null;
}
