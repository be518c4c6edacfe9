import { LossRow } from '@atelier/contract/job.ts';
import { z } from 'zod';
import { rowOf } from '../rows.ts';
import type { Queryable } from '../transaction.ts';

const Open = z.object({ id: z.string(), state: z.enum(['waiting', 'painting']) });
const Failed = z.object({
  id: z.string(),
  state: z.literal('failed'),
  delivery: z.string(),
  errorCode: z.string().nullable(),
  errorData: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
});
const Done = z.object({
  id: z.string(),
  state: z.literal('done'),
  delivery: z.string(),
  width: z.int(),
  height: z.int(),
  seconds: z.number(),
  iterations: z.int(),
  engine: z.string(),
  device: z.string(),
  losses: z.array(LossRow),
});
const OutcomeRow = z.discriminatedUnion('state', [Open, Failed, Done]);
export type OutcomeRow = z.output<typeof OutcomeRow>;

/** The job of an interaction with its result, without the pictures' bytes. */
export async function findOutcomeRow(db: Queryable, interactionId: string): Promise<OutcomeRow | null> {
  return rowOf(
    db,
    OutcomeRow,
    `select j.id, j.state, j.delivery, j.error_code as "errorCode", j.error_data as "errorData",
            r.width, r.height, r.seconds, r.iterations, r.engine, r.device, r.losses
     from atelier.jobs j
     left join atelier.results r on r.job_id = j.id
     where j.interaction_id = $1`,
    [interactionId],
  );
}
