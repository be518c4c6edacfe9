import { LINES, type Line, qualityOf } from '@atelier/contract/clip.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { endsOf, type PaintedAt, type Waiting } from './estimate.ts';
import { readPauses } from './store/operate.ts';
import { listOpenJobs, type OpenJob, usualPixels } from './store/waiting.ts';
import { listWorkers, takes, type WorkerView } from './store/workers.ts';
import type { Queryable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export interface LineView {
  waiting: number;
  painting: number;
  /** workers that take it now; 0: no worker can do this now */
  workers: number;
  /** what one usual picture takes on these workers; null: never measured, or no worker */
  secondsPerJob: number | null;
  /** what an operator tells people while nothing of this quality is painted; null: it is */
  paused: string | null;
}

export interface PlaceView {
  jobId: string;
  preset: string;
  quality: Quality;
  /** where it waits: among pictures or clips of its quality */
  line: Line;
  state: 'waiting' | 'painting';
  /** 0: being painted; 1: next */
  place: number;
  /** jobs of the same line that come first, those being painted included */
  ahead: number;
  /** share of the painting that is done, in [0, 1] */
  fraction: number;
  /** until the picture is there, by the measured speed of the workers; null: not known, or no worker */
  etaSeconds: number | null;
  /** no worker can do this now */
  noWorker: boolean;
}

export interface QueueView {
  lines: Record<Line, LineView>;
  /** the person's own jobs in the order in which they come */
  mine: PlaceView[];
}

/** What waits, and when the jobs of one person will be done. */
export async function viewQueue({ pool }: Pick<Workshop, 'pool'>, userId: string): Promise<QueueView> {
  const { lines, places } = await readPlaces(pool);
  return {
    lines,
    mine: places.filter((place) => place.userId === userId).map(({ userId: _, ...place }) => place),
  };
}

/** Every open job's place, in the order in which they come. */
export async function readPlaces(
  pool: Queryable,
): Promise<{ lines: QueueView['lines']; places: (PlaceView & { userId: string })[] }> {
  const [jobs, workers, pixels, pauses] = await Promise.all([
    listOpenJobs(pool),
    listWorkers(pool),
    usualPixels(pool),
    readPauses(pool),
  ]);
  const able = (line: Line) => workers.filter((one) => one.fresh && takes(one, line));
  const lines = {} as Record<Line, LineView>;
  const places: (PlaceView & { userId: string })[] = [];
  for (const name of LINES) {
    const line = jobs.filter((job) => job.line === name);
    const here = able(name);
    const paused = pauses[qualityOf(name)] ?? null;
    lines[name] = { ...lineView(line, here, name, pixels[name]), paused };
    const ends = estimate(line, here, name, pixels[name]);
    let place = 0;
    for (const [ahead, job] of line.entries()) {
      if (job.state === 'waiting') place++;
      const { id: jobId, userId, preset, state, fraction } = job;
      const etaSeconds = ends?.get(jobId) ?? null;
      const noWorker =
        here.length === 0 &&
        (state === 'waiting' || !workers.some((w) => w.fresh && w.painting.includes(jobId)));
      places.push({
        jobId,
        userId,
        preset,
        quality: qualityOf(name),
        line: name,
        state,
        place: state === 'painting' ? 0 : place,
        ahead,
        fraction,
        etaSeconds,
        noWorker,
      });
    }
  }
  return { lines, places };
}

function lineView(
  line: readonly OpenJob[],
  workers: readonly WorkerView[],
  name: Line,
  pixels: number,
): Omit<LineView, 'paused'> {
  const speeds = speedsOf(workers, name);
  return {
    waiting: line.filter(({ state }) => state === 'waiting').length,
    painting: line.filter(({ state }) => state === 'painting').length,
    workers: workers.length,
    secondsPerJob: speeds === null ? null : pixels / mean(speeds),
  };
}

/** Seconds until each job of the line is done; null when no speed is known. */
function estimate(
  line: readonly OpenJob[],
  workers: readonly WorkerView[],
  name: Line,
  pixels: number,
): Map<string, number> | null {
  const speeds = speedsOf(workers, name);
  if (speeds === null) return null;
  const pixelsOf = (job: OpenJob) => job.pixels ?? pixels;
  const painters: PaintedAt[] = workers.map((worker, i) => {
    const own = line.filter((job) => job.state === 'painting' && job.workerId === worker.id);
    return {
      speed: speeds[i],
      painting: own.map((job) => ({ id: job.id, pixels: pixelsOf(job) * (1 - job.fraction) })),
    };
  });
  const waiting: Waiting[] = line
    .filter(({ state }) => state === 'waiting')
    .map((job) => ({ id: job.id, pixels: pixelsOf(job) }));
  return endsOf(painters, waiting);
}

/** Pixels per second of each; one that was never measured counts as the mean of the others. */
function speedsOf(workers: readonly WorkerView[], line: Line): number[] | null {
  const known = workers.map(({ speed }) => speed[line]).filter((speed) => speed !== null);
  if (known.length === 0) return null;
  return workers.map(({ speed }) => speed[line] ?? mean(known));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
