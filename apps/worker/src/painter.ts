import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import { type PaintRequest, paint } from '@atelier/core/transfer/paint.ts';
import type { Painting } from '@atelier/core/transfer/painting.ts';
import type { Environment } from '@atelier/jobs/environment.ts';
import type { ClaimedJob } from '@atelier/jobs/job.ts';

/** What of a job shows in its picture. */
export type PaintedJob = Pick<
  ClaimedJob,
  'photo' | 'style' | 'preset' | 'quality' | 'size' | 'seed' | 'strength' | 'blend' | 'keepColours'
>;

/** What the worker needs of an engine; tests put a quicker one in its place. */
export interface Painter {
  name: string;
  device: string;
  /** why this engine on this device, for the log */
  reason: string;
  paint(
    job: PaintedJob,
    options: { signal: AbortSignal; onProgress: (progress: Progress) => void },
  ): Promise<Painting>;
  close(): Promise<void>;
}

/** The engine of core, chosen once. */
export async function openPainter({
  engine,
  device,
  threads,
}: Pick<Environment, 'engine' | 'device' | 'threads'>): Promise<Painter> {
  const chosen = await chooseEngine({ engine, device, threads: threads ?? undefined });
  return {
    name: chosen.name,
    device: chosen.device,
    reason: chosen.reason,
    async paint(job, { signal, onProgress }) {
      const { quality, size, seed, strength, keepColours } = job;
      // no result is larger, and 52 megapixels as floats would be 600 MB
      const maxSide = OPTIONS.size[quality].max;
      const photo = await decode(job.photo, { maxSide });
      const style = await styleOf(job, maxSide);
      const options = { quality, size: size ?? undefined, seed, strength, keepColours, signal, onProgress };
      return paint({ photo, engine: chosen, ...style, ...options });
    },
    close: () => chosen.close(),
  };
}

async function styleOf(
  { preset, style, blend }: PaintedJob,
  maxSide: number,
): Promise<Pick<PaintRequest, 'preset' | 'styles' | 'blend'>> {
  const second = blend === null ? undefined : { preset: blend };
  if (style === null) return { preset, blend: second };
  return { styles: [await decode(style, { maxSide })], blend: second };
}
