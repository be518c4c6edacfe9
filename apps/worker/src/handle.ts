import type { ClaimedJob } from '@atelier/contract/job.ts';
import { patiently } from '@atelier/jobs/away.ts';
import { editHeld } from '@atelier/jobs/edit-held.ts';
import { recordProgress, recordResult } from '@atelier/jobs/results.ts';
import type { DiscordApi } from '@atelier/jobs/webhook.ts';
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
  const lost = new AbortController();
  const reporter = new Reporter({
    job,
    log,
    record: (progress) => recordProgress(workshop, job, progress),
    edit: (payload, editSignal) => editHeld(workshop, api, job, 'painting', payload, { signal: editSignal }),
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
    reporter.stop();
    const result = await resultOf(job, painting);
    // an edit under way keeps the outcome waiting, not the result: that is safe in the database at once
    const recorded = await patiently(() => recordResult(workshop, job, result));
    const { width, height, seconds } = result;
    log.info(
      { width, height, seconds, recorded },
      recorded ? 'painted' : 'painted, but a newer attempt has the job',
    );
    if (recorded) await registered.count(job.quality, (width * height) / seconds);
  } catch (error) {
    if (lost.signal.aborted) return log.warn('a newer attempt has the job: this one ends without a result');
    if (!signal.aborted) await registered.count(job.quality, null);
    throw error;
  } finally {
    await reporter.finish();
  }
}
