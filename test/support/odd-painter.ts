import { setTimeout as sleep } from 'node:timers/promises';
import type { PaintedJob, ServedPainter } from '@atelier/worker/painter.ts';
import { servePainter } from '@atelier/worker/serve-painter.ts';
import { someResult } from './request.ts';

/** A painter process that behaves as the preset says; its results name its process in `engine`. */
const BEHAVIOURS: Record<string, (job: PaintedJob, signal: AbortSignal) => Promise<void>> = {
  quick: async () => {},
  /** stops when it is told to */
  slow: async (_job, signal) => sleep(60_000, undefined, { signal }),
  /** computes on the main thread and hears of nothing */
  deaf: async () => {
    for (;;);
  },
  /** waits on the main thread for something that never comes */
  stuck: async () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  leaking: async () => {
    for (const kept: Buffer[] = []; ; await sleep(10)) kept.push(Buffer.alloc(20e6, kept.length + 1));
  },
  throwing: async () => {
    throw new Error('the engine fell over');
  },
  dying: async () => process.abort(),
};

servePainter(async (): Promise<ServedPainter> => {
  const name = String(process.pid);
  return {
    name,
    device: 'none',
    reason: 'a test',
    trouble: null,
    async paint(job, { signal, onProgress }) {
      const row = { iteration: 0, iterations: 2, fraction: 0.5, width: 8, height: 8 };
      const preview = async () => ({ bytes: job.photo, type: 'webp' as const });
      onProgress({ ...row, content: 1, style: 1, total: 2, preview });
      const [, then] = /^quick, then (.*)/.exec(job.preset) ?? [];
      await BEHAVIOURS[then === undefined ? job.preset : 'quick']!(job, signal);
      const result = someResult({ engine: name, picture: job.photo, seed: job.seed });
      if (then === undefined) return result;
      const { losses } = result;
      const measure = async () => {
        await BEHAVIOURS[then]!(job, signal);
        return losses;
      };
      return { ...result, losses: [], measure };
    },
    async learn({ title, painting }, { signal, onProgress }) {
      onProgress(0.5);
      await BEHAVIOURS[title]!({ photo: painting } as PaintedJob, signal);
      return { bytes: painting, seconds: 1, card: painting };
    },
    close: async () => {},
  };
});
