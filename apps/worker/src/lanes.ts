import type { Quality } from '@atelier/contract/order.ts';
import { bytesOf } from '@atelier/core/engines/memory.ts';
import { AtelierError } from '@atelier/queue/errors.ts';
import type { Learnt } from '@atelier/queue/work-lessons.ts';
import type { Environment } from '@atelier/runtime/environment.ts';
import type { Log } from '@atelier/runtime/log.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import { uncarried } from './channel.ts';
import { clipFolderOf, paintClipApart } from './clip-apart.ts';
import { Lane } from './lane.ts';
import type { LearnOptions, LearntLesson, Painter } from './painter.ts';
import { PainterProcess, type PainterProcessOptions, painterLimits } from './painter-process.ts';

/**
 * A painter process for each quality: a fast picture is painted beside one in high quality, and what befalls one does
 * not befall the other. Both may use all threads; the operating system shares the cores where both paint.
 */
export async function openLanes(
  environment: Pick<Environment, 'engine' | 'device' | 'threads' | 'memory' | 'qualities' | 'dataDirectory'>,
  log: Log,
): Promise<Painter> {
  const { engine, device, threads, memory, qualities } = environment;
  const settings = { engine, device, threads, memory };
  const limits = painterLimits(bytesOf(memory));
  const opening = await Promise.allSettled(
    qualities.map(async (quality) => {
      const opened = await Lane.open({
        settings,
        limits,
        log: log.child({ lane: quality }),
        onRestart: () => METRICS.painterRestarts.inc({ quality }),
      });
      return { quality, ...opened };
    }),
  );
  const opened = opening.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const lanes = new Map<Quality, Lane>(opened.map(({ quality, lane }) => [quality, lane]));
  const close = async () => {
    await Promise.all([...lanes.values()].map((lane) => lane.close()));
  };
  const failed = opening.find((one) => one.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  const troubles = opened.flatMap(({ card }) => (card.trouble === null ? [] : [uncarried(card.trouble)]));
  return {
    ...opened[0]!.card,
    trouble: troubles[0] ?? null,
    async paint(job, options) {
      const lane = lanes.get(job.quality);
      if (lane === undefined)
        throw new Error(`Expected one of ${[...lanes.keys()]} but received ${job.quality}`);
      return lane.paint(job, options);
    },
    paintClip: (job, work) =>
      paintClipApart({ settings, limits, clipFolder: clipFolderOf(environment) }, job, work),
    ...(opened.some(({ card }) => card.learns) && {
      learn: (lesson, options) => learnApart({ settings, limits }, lesson, options),
    }),
    async renew() {
      await Promise.all([...lanes.values()].map((lane) => lane.renew()));
    },
    close,
  };
}

/**
 * Learns in a process that is started for it and ends with it: a lesson takes minutes, in which no lane is to wait, and
 * comes too rarely to keep one warm.
 */
export async function learnApart(
  options: PainterProcessOptions,
  lesson: LearntLesson,
  { signal, onProgress }: LearnOptions,
): Promise<Learnt> {
  signal.throwIfAborted();
  const process = new PainterProcess(options);
  const end = () =>
    process.kill(new AtelierError('job.worker-lost', {}, new Error('It is not needed any more')));
  signal.addEventListener('abort', end, { once: true });
  try {
    await process.ready;
    return await process.learn(lesson, { signal, onProgress });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
