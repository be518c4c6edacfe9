import { sentenceOf } from '@atelier/contract/errors.ts';
import type { LossRow } from '@atelier/core/report/progress.ts';
import { findOutcomeRow } from './sql/findOutcomeRow.ts';
import type { Workshop } from './workshop.ts';

export type Outcome =
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
export async function findOutcome({ pool }: Workshop, interactionId: string): Promise<Outcome | null> {
  const row = await findOutcomeRow(pool, interactionId);
  if (row === null) return null;
  const { id: jobId, state } = row;
  const delivered = row.delivery === 'delivered';
  if (state === 'failed') {
    const code = row.error_code ?? 'internal';
    return { jobId, state, code, sentence: sentenceOf(code, row.error_data ?? {}), delivered };
  }
  if (state !== 'done') return { jobId, state };
  const { width, height, seconds, iterations, engine, device, losses } = row;
  return { jobId, state, delivered, width, height, seconds, iterations, engine, device, losses };
}
