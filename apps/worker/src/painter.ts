import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import { OPTIONS } from '@atelier/core/transfer/options.ts';
import { paint } from '@atelier/core/transfer/paint.ts';
import type { Painting } from '@atelier/core/transfer/painting.ts';
import type { Environment } from '@atelier/jobs/environment.ts';
import type { ClaimedJob } from '@atelier/jobs/job.ts';

/** What the worker needs of an engine; tests put a quicker one in its place. */
export interface Painter {
  name: string;
  device: string;
  /** why this engine on this device, for the log */
  reason: string;
  paint(
    job: Pick<ClaimedJob, 'photo' | 'preset' | 'quality' | 'size' | 'seed'>,
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
    async paint({ photo, preset, quality, size, seed }, { signal, onProgress }) {
      // no result is larger, and 52 megapixels as floats would be 600 MB
      const image = await decode(photo, { maxSide: OPTIONS.size[quality].max });
      const options = { preset, quality, size: size ?? undefined, seed, signal, onProgress };
      return paint({ photo: image, engine: chosen, ...options });
    },
    close: () => chosen.close(),
  };
}
