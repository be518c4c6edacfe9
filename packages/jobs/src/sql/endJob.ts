import type { Queryable } from '../transaction.ts';

export interface Ending {
  id: string;
  /** null: whichever attempt was the last, for a job whose workers are all dead */
  attempt: number | null;
  state: 'done' | 'failed';
  errorCode?: string;
  errorData?: Record<string, string | number>;
}

/** Ends a job once: false when a newer attempt has it, or it has ended already. The delivery is pending then. */
export async function endJob(db: Queryable, ending: Ending): Promise<boolean> {
  const { id, attempt, state, errorCode = null, errorData } = ending;
  const { rowCount } = await db.query(
    `update atelier.jobs
     set state = $3, error_code = $4, error_data = $5, delivery = 'pending', ended_at = now(), progress = null
     where id = $1
       and ($2::int is null or attempt = $2)
       and state in ('waiting', 'painting')`,
    [id, attempt, state, errorCode, errorData === undefined ? null : JSON.stringify(errorData)],
  );
  return rowCount === 1;
}
