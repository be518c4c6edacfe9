import { LINES, type Line as LineName, qualityOf } from '@atelier/contract/clip.ts';
import type { Quality } from '@atelier/contract/order.ts';
import { endsOf, type PaintedAt, type Waiting } from './estimate.ts';
import { readPauses } from './store/operate.ts';
import {
  countPainting,
  findOpenOf,
  listHeads,
  type OpenJob,
  rankWaiting,
  usualPixels,
} from './store/waiting.ts';
import { type Crew, listCrews, takes } from './store/workers.ts';
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
  line: LineName;
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
  lines: Record<LineName, LineView>;
  /** the person's own jobs in the order in which they come */
  mine: PlaceView[];
}

/**
 * Waiting jobs of each quality that are looked at one by one; a place further back is counted, and its time told from
 * the number of those that come before.
 */
const HEAD = 200;

/** What waits, and when the jobs of one person will be done. */
export async function viewQueue({ pool }: Pick<Workshop, 'pool'>, userId: string): Promise<QueueView> {
  const ids = await findOpenOf(pool, userId);
  const [painting, { queue, waiting, places, paused }] = await Promise.all([
    countPainting(pool),
    look(pool, ids, LINES),
  ]);
  const lines = {} as Record<LineName, LineView>;
  for (const name of LINES) {
    const { ids: workers, pixels, speeds } = queue[name];
    lines[name] = {
      waiting: waiting[name],
      painting: painting[name],
      workers: workers.length,
      secondsPerJob: speeds === null ? null : pixels / mean(speeds),
      paused: paused[qualityOf(name)] ?? null,
    };
  }
  return { lines, mine: places };
}

/** What operators tell people of qualities that are paused. */
export type Paused = Partial<Record<Quality, string>>;

/** The places of these jobs, as far as they are open, in the order in which they come. */
export async function readPlaces(
  pool: Queryable,
  jobIds: readonly string[],
): Promise<{ places: PlaceView[]; paused: Paused }> {
  const { places, paused } = await look(pool, jobIds);
  return { places, paused };
}

/** The beginning of one line, where one of the jobs that are asked about is in it, and who works at it. */
interface Line {
  jobs: readonly OpenJob[];
  /** of the workers */
  ids: readonly string[];
  /** pixels of a usual picture */
  pixels: number;
  /** pixels a second of each worker; null: never measured, or no worker */
  speeds: readonly number[] | null;
}

/** ends: the lines of which it is counted how many wait */
async function look(
  pool: Queryable,
  jobIds: readonly string[],
  ends: readonly LineName[] = [],
): Promise<{
  queue: Record<LineName, Line>;
  waiting: Record<LineName, number>;
  places: PlaceView[];
  paused: Paused;
}> {
  const [jobs, crews, pixels, { ranks, waiting }, paused] = await Promise.all([
    listHeads(pool, jobIds, HEAD),
    listCrews(pool),
    usualPixels(pool),
    rankWaiting(pool, jobIds, ends),
    readPauses(pool),
  ]);
  const inHead = new Set(jobs.map(({ id }) => id));
  const ranked = ranks.filter(({ id }) => !inHead.has(id));
  const wanted = new Set(jobIds);
  const there = new Set(crews.flatMap(({ ids }) => ids));
  const queue = {} as Record<LineName, Line>;
  const places: PlaceView[] = [];
  for (const name of LINES) {
    const able = crews.filter((crew) => takes(crew, name));
    const line: Line = {
      jobs: jobs.filter((job) => job.line === name),
      ids: able.flatMap(({ ids }) => ids),
      pixels: pixels[name],
      speeds: speedsOf(able, name),
    };
    queue[name] = line;
    const noWorker = ({ state, workerId, needs }: OpenJob) =>
      !able.some(({ has }) => fits(needs, has)) &&
      (state === 'waiting' || workerId === null || !there.has(workerId));
    const ends = endsIn(line);
    const painting = line.jobs.filter(({ state }) => state === 'painting').length;
    for (const [ahead, job] of line.jobs.entries()) {
      if (!wanted.has(job.id)) continue;
      const place = job.state === 'painting' ? 0 : ahead - painting + 1;
      places.push(
        placeOf(job, { place, ahead, etaSeconds: ends?.get(job.id) ?? null, noWorker: noWorker(job) }),
      );
    }
    for (const job of ranked.filter((one) => one.line === name).sort((a, b) => a.before - b.before)) {
      const ahead = painting + job.before;
      const etaSeconds = farEnd(line, ends, job);
      places.push(placeOf(job, { place: job.before + 1, ahead, etaSeconds, noWorker: noWorker(job) }));
    }
  }
  return { queue, waiting, places, paused };
}

function fits(needs: readonly string[], has: readonly string[] | null): boolean {
  return has === null || needs.every((need) => has.includes(need));
}

function placeOf(
  { id: jobId, preset, line, state, fraction }: OpenJob,
  where: Pick<PlaceView, 'place' | 'ahead' | 'etaSeconds' | 'noWorker'>,
): PlaceView {
  return { jobId, preset, quality: qualityOf(line), line, state, fraction, ...where };
}

/** Seconds until each job of the line is done; null when no speed is known. */
function endsIn({ jobs, ids, pixels, speeds }: Line): Map<string, number> | null {
  if (speeds === null || jobs.length === 0) return null;
  const pixelsOf = (job: OpenJob) => job.pixels ?? pixels;
  const painted = Map.groupBy(
    jobs.filter(({ state }) => state === 'painting'),
    ({ workerId }) => workerId,
  );
  const painters: PaintedAt[] = ids.map((id, i) => {
    const own = painted.get(id) ?? [];
    return {
      speed: speeds[i]!,
      painting: own.map((job) => ({ id: job.id, pixels: pixelsOf(job) * (1 - job.fraction) })),
    };
  });
  const waiting: Waiting[] = jobs
    .filter(({ state }) => state === 'waiting')
    .map((job) => ({ id: job.id, pixels: pixelsOf(job) }));
  return endsOf(painters, waiting);
}

/** Seconds until a job behind the head of its line is done: those between are taken as usual pictures. */
function farEnd(
  { jobs, pixels, speeds }: Line,
  ends: Map<string, number> | null,
  job: OpenJob & { before: number },
): number | null {
  if (ends === null || speeds === null) return null;
  const head = jobs.filter(({ state }) => state === 'waiting');
  const first = Math.max(0, ...head.map(({ id }) => ends.get(id) ?? 0));
  const all = speeds.reduce((sum, one) => sum + one, 0);
  return first + ((job.before - head.length) * pixels) / all + (job.pixels ?? pixels) / mean(speeds);
}

/** Pixels per second of each; one that was never measured counts as the mean of the others. */
function speedsOf(crews: readonly Crew[], line: LineName): number[] | null {
  const all = crews.flatMap(({ speeds }) => speeds[line]);
  const known = all.filter((speed) => speed !== null);
  if (known.length === 0) return null;
  const usual = mean(known);
  return all.map((speed) => speed ?? usual);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
