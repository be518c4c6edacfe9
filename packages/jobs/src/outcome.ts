import { sentenceOf } from '@atelier/contract/errors.ts';
import { codeOf, failed } from '@atelier/contract/outcome.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import { findOutcomeRow } from './store/jobs.ts';
import type { Workshop } from './workshop.ts';

/** Where a job stands, for whoever watches it from outside. */
export type Standing =
  | { jobId: string; state: 'waiting' | 'painting' }
  | { jobId: string; state: 'failed'; code: string; sentence: string; delivered: boolean }
  | {
      jobId: string;
      state: 'done';
      delivered: boolean;
      width: number;
      height: number;
      seconds: number;
      iterations: number;
      engine: string;
      device: string;
      losses: LossRow[];
    };

/** How the job of an interaction stands; null when there is none. */
export async function findOutcome({ pool }: Workshop, interactionId: string): Promise<Standing | null> {
  const row = await findOutcomeRow(pool, interactionId);
  if (row === null) return null;
  const jobId = row.id;
  if (row.state === 'failed') {
    const { code, data } = codeOf(failed(row.errorCode, row.errorData));
    const delivered = row.delivery === 'delivered';
    return { jobId, state: row.state, code, sentence: sentenceOf(code, data), delivered };
  }
  if (row.state === 'done') {
    const { id: _, delivery, ...figures } = row;
    return { jobId, ...figures, delivered: delivery === 'delivered' };
  }
  return { jobId, state: row.state };
}
