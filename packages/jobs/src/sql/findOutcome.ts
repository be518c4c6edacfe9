import type { LossRow } from '@atelier/core/report/progress.ts';
import type { Queryable } from '../transaction.ts';

export interface OutcomeRow {
  state: 'waiting' | 'painting' | 'done' | 'failed';
  delivery: string;
  error_code: string | null;
  error_data: Record<string, string | number> | null;
  width: number | null;
  height: number | null;
  seconds: number | null;
  losses: LossRow[] | null;
}

/** What became of the job that an interaction made, without the picture's bytes; null: no such job. */
export async function findOutcomeRow(db: Queryable, interactionId: string): Promise<OutcomeRow | null> {
  const { rows } = await db.query<OutcomeRow>(
    `select jobs.state, jobs.delivery, jobs.error_code, jobs.error_data,
            results.width, results.height, results.seconds, results.losses
     from atelier.jobs
     left join atelier.results on results.job_id = jobs.id
     where jobs.interaction_id = $1`,
    [interactionId],
  );
  return rows[0] ?? null;
}
