import type { Job } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { type Paused, type PlaceView, readPlaces } from '@atelier/queue/queue-view.ts';
import {
  findWaiting,
  findWaitingJob,
  type Hold,
  notePlace,
  releaseReply,
  type Told,
} from '@atelier/queue/store/replies.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { editHeld } from './edit-held.ts';
import { queuedReply } from './reply/queued.ts';
import { type DiscordApi, wasRefused } from './webhook.ts';

/** ms between two looks at the queue */
const LOOK_EVERY_MS = 2000;
/** replies that one look compares with the queue */
const AT_A_LOOK = 1000;
/** replies edited at once; the others follow at the next look, those first that were told longest ago */
const AT_ONCE = 8;

/**
 * Says in the reply of a job that has just been submitted how many come first, and when it will be ready. Nothing is
 * said, and nothing goes wrong, when it does not wait any more. `hold`: what the submit gave.
 */
export async function tellPlace(
  workshop: Workshop,
  api: DiscordApi,
  jobId: string,
  hold: Hold | null,
): Promise<void> {
  const job = await findWaitingJob(workshop.pool, jobId);
  const view = job && (await readPlaces(workshop.pool, [jobId]));
  const place = view?.places[0];
  if (view && place) await tell(workshop, api, job, toldOf(place, view.paused), hold);
  else if (hold !== null) await releaseReply(workshop.pool, jobId, hold);
}

/** Keeps the places true that the replies of an application's waiting jobs show, until `stop`. */
export function refreshQueuePositions(
  workshop: Workshop,
  api: DiscordApi,
  applicationId: string,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const look = async () => {
    try {
      await tellChanges(workshop, api, applicationId);
    } catch (err) {
      workshop.log.debug({ err }, 'the places in the queue could not be looked at');
    }
  };
  let looking = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy || stopping.signal.aborted) return;
    busy = true;
    looking = look().finally(() => {
      busy = false;
    });
  }, LOOK_EVERY_MS);
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await looking;
    },
  };
}

async function tellChanges(workshop: Workshop, api: DiscordApi, applicationId: string): Promise<void> {
  const usable = { usableMs: LIMITS.tokenUsableMs, quietMs: LIMITS.placeEveryMs, most: AT_A_LOOK };
  const waiting = await findWaiting(workshop.pool, applicationId, usable);
  if (waiting.length === 0) return;
  const { places, paused } = await readPlaces(
    workshop.pool,
    waiting.map(({ id }) => id),
  );
  const byJob = new Map(places.map((place) => [place.jobId, toldOf(place, paused)]));
  const changed = waiting.flatMap((job) => {
    const now = byJob.get(job.id);
    return now && (job.told === null || differs(job.told, now)) ? [{ job, now }] : [];
  });
  await Promise.all(changed.slice(0, AT_ONCE).map(({ job, now }) => tell(workshop, api, job, now, null)));
}

function toldOf({ ahead, noWorker, etaSeconds, quality }: PlaceView, pauses: Paused): Told {
  const paused = pauses[quality] ?? null;
  const readyAt = etaSeconds === null || paused !== null ? null : Date.now() + etaSeconds * 1000;
  return { ahead, noWorker, paused, readyAt };
}

/** ms, and share of what is left, by which an estimate may be wrong before another one is told */
const ESTIMATE_OFF = { ms: 5000, share: 0.25 };

/** Whether what was told is not true any more. */
export function differs(told: Told, now: Told): boolean {
  if (told.ahead !== now.ahead || told.noWorker !== now.noWorker || told.paused !== now.paused) return true;
  if (told.readyAt === null || now.readyAt === null) return told.readyAt !== now.readyAt;
  const left = now.readyAt - Date.now();
  return Math.abs(told.readyAt - now.readyAt) > Math.max(ESTIMATE_OFF.ms, ESTIMATE_OFF.share * left);
}

async function tell(
  workshop: Workshop,
  api: DiscordApi,
  job: Job,
  told: Told,
  hold: Hold | null,
): Promise<void> {
  try {
    const sent = await editHeld(workshop, api, job, 'waiting', queuedReply(job, told), { hold });
    if (sent) await notePlace(workshop.pool, job.id, told);
  } catch (err) {
    workshop.log.warn({ err, jobId: job.id }, 'the place in the queue could not be told');
    // a reply that cannot be edited is left in peace until the place changes again
    if (wasRefused(err)) await notePlace(workshop.pool, job.id, told).catch(() => {});
  }
}
