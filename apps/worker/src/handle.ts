import { lineOf } from '@atelier/contract/clip.ts';
import { asAtelierError } from '@atelier/contract/errors.ts';
import { type Checkpoint, type ClaimedJob, NO_APPLICATION, type Result } from '@atelier/contract/job.ts';
import { decodedSideOf } from '@atelier/core/transfer/options.ts';
import { editHeld } from '@atelier/discord/edit-held.ts';
import type { DiscordApi } from '@atelier/discord/webhook.ts';
import { recordCheckpoint, recordProgress, recordResult } from '@atelier/queue/results.ts';
import { readSegments, recordSegment } from '@atelier/queue/segments.ts';
import { othersMay } from '@atelier/queue/store/left-to-others.ts';
import type { Registered } from '@atelier/queue/workers.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import { traced } from '@atelier/runtime/traces.ts';
import type { Measurements } from './measurements.ts';
import type { PaintedResult, Painter, PaintOptions, PaintProgress } from './painter.ts';
import type { Quarantine } from './quarantine.ts';
import { Reporter } from './reporter.ts';

export interface Surroundings {
  workshop: Workshop;
  painter: Painter;
  api: DiscordApi;
  registered: Registered;
  quarantine: Quarantine;
  measurements: Measurements;
  workerId: string;
}

/** One job from photo to recorded result; true when it was recorded. */
export async function handleJob(
  surroundings: Surroundings,
  job: ClaimedJob,
  signal: AbortSignal,
): Promise<boolean> {
  const { id, attempt, quality, preset } = job;
  if (attempt === 1)
    METRICS.waiting.observe(
      { quality: lineOf(job) },
      Math.max(0, Date.now() - job.createdAt.getTime()) / 1000,
    );
  return traced('paint', id, { attempt, quality, preset }, () => paintJob(surroundings, job, signal));
}

async function paintJob(surroundings: Surroundings, job: ClaimedJob, signal: AbortSignal): Promise<boolean> {
  const { workshop, api, registered, workerId } = surroundings;
  const log = workshop.log.child({ jobId: job.id, attempt: job.attempt });
  const { preset, checkpoint } = job;
  const quality = lineOf(job);
  let frames = job.clip === null ? 1 : 0; // that this attempt has painted
  const begun = performance.now();
  const lost = new AbortController();
  const reporter = new Reporter({
    job,
    log,
    record: (progress) => recordProgress(workshop, job, progress),
    edit: async (payload, editSignal) => {
      if (job.applicationId === NO_APPLICATION) return;
      await editHeld(workshop, api, job, 'painting', payload, { signal: editSignal });
    },
    onLost: () => lost.abort(new Error('a newer attempt has the job')),
  });
  log.info({ preset, quality, bytes: job.photo.length, from: checkpoint?.fraction ?? 0 }, 'painting');
  try {
    const stop = AbortSignal.any([signal, lost.signal]);
    const result = await paintedBy(surroundings, job, {
      reporter,
      signal: stop,
      lost,
      painted: (more) => (frames += more),
    });
    signal.throwIfAborted();
    reporter.stop();
    const secondsSoFar = () => (performance.now() - begun) / 1000;
    // an edit under way keeps the outcome waiting, not the result: that is safe in the database at once. All that a job
    // costs a worker is counted, not only the painting: what people wait for is told from it
    const recorded = await recordResult(workshop, job, result, () =>
      frames === 0 ? null : { workerId, pixelsPerSecond: pixelsOf(job, result, frames) / secondsSoFar() },
    );
    const { width, height, seconds } = result;
    log.info(
      { width, height, seconds, recorded },
      recorded ? 'painted' : 'painted, but a newer attempt has the job',
    );
    METRICS.attempts.inc({ quality, outcome: recorded ? 'painted' : 'lost' });
    if (!recorded) return false;
    METRICS.painting.observe({ quality }, secondsSoFar());
    surroundings.measurements.begin(job, result);
    return true;
  } catch (error) {
    const outcome = lost.signal.aborted ? 'lost' : signal.aborted ? 'stopped' : 'failed';
    METRICS.attempts.inc({ quality, outcome });
    if (lost.signal.aborted) {
      log.warn('a newer attempt has the job: this one ends without a result');
      return false;
    }
    if (!signal.aborted) await registered.count(quality, null);
    throw error;
  } finally {
    await reporter.finish();
  }
}

/** Of a clip those that were painted, which may be more than the file that fits has. */
function pixelsOf({ clip }: ClaimedJob, { width, height }: Result, frames: number): number {
  return frames * (clip === null ? width * height : clip.width * clip.height);
}

interface Sitting {
  reporter: Reporter;
  signal: AbortSignal;
  /** to be aborted when a newer attempt has the job */
  lost: AbortController;
  /** called with the number of frames of each finished second of a clip */
  painted: (frames: number) => void;
}

/**
 * At the size that was asked for, or where that takes more memory than any worker has, at the next smaller one that
 * fits, with a word about it; a clip as it is. Only what the painter itself throws counts for the quarantine: a database
 * that is away is not its fault.
 */
async function paintedBy(
  surroundings: Surroundings,
  job: ClaimedJob,
  sitting: Sitting,
): Promise<PaintedResult> {
  const { workshop, painter, quarantine, workerId } = surroundings;
  const { reporter, signal } = sitting;
  const options = {
    signal,
    onProgress: (progress: PaintProgress) => reporter.report(progress),
    onCheckpoint: (checkpoint: Checkpoint) => void keep(workshop, job, checkpoint),
  };
  for (let painted = job; ; ) {
    try {
      const result = await (painted.clip === null
        ? painter.paint(painted, options)
        : clipBy(surroundings, { ...painted, clip: painted.clip }, { ...sitting, ...options }));
      quarantine.succeeded();
      if (painted === job) return result;
      return { ...result, warnings: [...(result.warnings ?? []), 'size.smaller'] };
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const error = asAtelierError(thrown);
      const size = SIZES.find((one) => one < decodedSideOf(job.quality, painted.size));
      const smaller = error.code === 'engine.out-of-memory' && size !== undefined && job.clip === null;
      if (!smaller || (await others(surroundings, job))) {
        await quarantine.failed(error);
        throw error;
      }
      workshop.log.warn(
        { jobId: job.id, size, worker: workerId },
        'no worker has memory for the size: smaller',
      );
      // a checkpoint is of the size
      painted = { ...painted, size, checkpoint: null };
    }
  }
}

/** pixels of the longer side that are tried where there is no memory for more */
const SIZES = [1536, 1024, 768, 512, 384];

function others({ workshop, workerId }: Surroundings, { id }: ClaimedJob): Promise<boolean> {
  return othersMay(workshop.pool, id, { workerId, tooLarge: true });
}

/** Nothing that goes wrong here harms the painting. */
async function keep(workshop: Workshop, job: ClaimedJob, checkpoint: Checkpoint): Promise<void> {
  try {
    await recordCheckpoint(workshop, job, checkpoint);
  } catch (error) {
    workshop.outage.report(error, 'a checkpoint could not be kept; the next one follows');
  }
}

/** Each finished second is kept, so that whoever comes after goes on from there. */
async function clipBy(
  { painter, workshop }: Surroundings,
  job: ClaimedJob & { clip: NonNullable<ClaimedJob['clip']> },
  { signal, lost, painted, onProgress }: Sitting & Pick<PaintOptions, 'onProgress'>,
): Promise<Result> {
  if (painter.paintClip === undefined) throw new Error('Expected a painter that takes clips');
  return painter.paintClip(job, {
    signal,
    onProgress,
    finished: readSegments(workshop, job.id),
    async onSegment(segment) {
      painted(segment.frames);
      const held = await recordSegment(workshop, job, segment);
      if (!held && !signal.aborted) lost.abort(new Error('a newer attempt has the job'));
    },
  });
}
