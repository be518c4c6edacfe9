import type { ClaimedJob } from '@atelier/contract/job.ts';
import { recordProgress, recordResult } from '@atelier/jobs/results.ts';
import { type DiscordApi, editOriginal } from '@atelier/jobs/webhook.ts';
import type { Registered } from '@atelier/jobs/workers.ts';
import type { Workshop } from '@atelier/jobs/workshop.ts';
import type { Painter } from './painter.ts';
import { previewOf, resultOf } from './pictures.ts';
import { Reporter } from './reporter.ts';

export interface Surroundings {
  workshop: Workshop;
  painter: Painter;
  api: DiscordApi;
  registered: Registered;
}

/** One job from photo to recorded result: decode → paint → encode → record. */
export async function handleJob(
  { workshop, painter, api, registered }: Surroundings,
  job: ClaimedJob,
  signal: AbortSignal,
): Promise<void> {
  const log = workshop.log.child({ jobId: job.id, attempt: job.attempt });
  const begun = performance.now();
  const lost = new AbortController();
  const reporter = new Reporter({
    job,
    log,
    record: (progress) => recordProgress(workshop, job, progress),
    edit: (payload, editSignal) => editOriginal(api, job, payload, AbortSignal.any([editSignal, signal])),
    preview: previewOf,
    onLost: () => lost.abort(new Error('a newer attempt has the job')),
  });
  log.info({ preset: job.preset, quality: job.quality, bytes: job.photo.length }, 'painting');
  try {
    const painting = await painter.paint(job, {
      signal: AbortSignal.any([signal, lost.signal]),
      onProgress: (progress) => reporter.report(progress),
    });
    signal.throwIfAborted();
    const result = await resultOf(job, painting);
    await reporter.finish();
    const recorded = await recordResult(workshop, job, result);
    const { width, height, seconds } = result;
    log.info(
      { width, height, seconds, recorded },
      recorded ? 'painted' : 'painted, but a newer attempt has the job',
    );
    // all that a job costs a worker, not only the painting: what people wait for is told from it
    const took = (performance.now() - begun) / 1000;
    if (recorded) await registered.count(job.quality, (width * height) / took);
  } catch (error) {
    await reporter.finish();
    if (lost.signal.aborted) return log.warn('a newer attempt has the job: this one ends without a result');
    if (!signal.aborted) await registered.count(job.quality, null);
    throw error;
  }
}
