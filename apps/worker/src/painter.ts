import type { ClaimedJob } from '@atelier/contract/job.ts';
import { type Order, orderOf } from '@atelier/contract/order.ts';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { bytesOf } from '@atelier/core/engines/memory.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { decodedSideOf, decodedStyleSideOf } from '@atelier/core/transfer/options.ts';
import { paint, paintRequest } from '@atelier/core/transfer/paint.ts';
import type { Painting } from '@atelier/core/transfer/painting.ts';
import type { Environment } from '@atelier/jobs/environment.ts';

/** What of a job shows in its picture. */
export type PaintedJob = Order & Pick<ClaimedJob, 'photo' | 'style'>;

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
  memory,
}: Pick<Environment, 'engine' | 'device' | 'threads' | 'memory'>): Promise<Painter> {
  const chosen = await chooseEngine({
    engine,
    device,
    threads: threads ?? undefined,
    memory: bytesOf(memory),
  });
  await warm(chosen);
  return {
    name: chosen.name,
    device: chosen.device,
    reason: chosen.reason,
    async paint(job, { signal, onProgress }) {
      const { quality, size } = job;
      const photo = await decode(job.photo, { maxSide: decodedSideOf(quality, size) });
      const style = job.style && (await decode(job.style, { maxSide: decodedStyleSideOf(quality) }));
      return paint({ ...paintRequest(orderOf(job), { photo, style, engine: chosen }), signal, onProgress });
    },
    close: () => chosen.close(),
  };
}

/** Reads the weights and compiles fast quality's graphs, which serve every size, before somebody waits for them. */
async function warm(engine: Engine): Promise<void> {
  const [width, height] = [64, 64];
  const photo = { width, height, data: new Float32Array(3 * width * height).fill(0.5) };
  const preset = PRESETS.find(({ fast }) => fast)?.name;
  // what fails here fails in a job too, where somebody is told
  await paint({ photo, preset, quality: 'fast', engine }).catch(() => undefined);
}
