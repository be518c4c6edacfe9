import { chooseEngine } from '@atelier/core/engines/choose.ts';
import type { Engine } from '@atelier/core/engines/engine.ts';
import { bytesOf } from '@atelier/core/engines/memory.ts';
import { decode } from '@atelier/core/images/decode.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';
import { decodedSideOf, decodedStyleSideOf } from '@atelier/core/transfer/options.ts';
import { type PaintRequest, paint } from '@atelier/core/transfer/paint.ts';
import type { Painting } from '@atelier/core/transfer/painting.ts';
import type { Environment } from '@atelier/jobs/environment.ts';
import type { ClaimedJob } from '@atelier/jobs/job.ts';

/** What of a job shows in its picture. */
export type PaintedJob = Pick<
  ClaimedJob,
  | 'photo'
  | 'style'
  | 'preset'
  | 'quality'
  | 'size'
  | 'seed'
  | 'strength'
  | 'blend'
  | 'blendShare'
  | 'keepColours'
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
      const { quality, size, seed, strength, keepColours } = job;
      const photo = await decode(job.photo, { maxSide: decodedSideOf(quality, size ?? undefined) });
      const style = await styleOf(job);
      const options = { quality, size: size ?? undefined, seed, strength, keepColours, signal, onProgress };
      return paint({ photo, engine: chosen, ...style, ...options });
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

async function styleOf({
  preset,
  style,
  blend,
  blendShare,
  quality,
}: PaintedJob): Promise<Pick<PaintRequest, 'preset' | 'styles' | 'blend'>> {
  const second = blend === null ? undefined : { preset: blend, share: blendShare / 100 };
  if (style === null) return { preset, blend: second };
  return { styles: [await decode(style, { maxSide: decodedStyleSideOf(quality) })], blend: second };
}
