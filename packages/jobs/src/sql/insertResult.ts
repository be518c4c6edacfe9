import type { Result } from '@atelier/contract/job.ts';
import type { Queryable } from '../transaction.ts';

export async function insertResult(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
  result: Result,
): Promise<void> {
  const bytes = (part: Uint8Array | null) => (part === null ? null : Buffer.from(part));
  await db.query(
    `insert into atelier.results
       (job_id, attempt, picture, picture_type, fallback, plot, width, height, seconds, iterations, seed,
        engine, device, losses, network, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      id,
      attempt,
      bytes(result.picture),
      result.pictureType,
      bytes(result.fallback),
      bytes(result.plot),
      result.width,
      result.height,
      result.seconds,
      result.iterations,
      result.seed,
      result.engine,
      result.device,
      JSON.stringify(result.losses),
      result.network ?? null,
      result.version ?? null,
    ],
  );
}
