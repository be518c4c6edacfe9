import { type DeliveryRow, findDelivery } from './store/delivery.ts';
import { findJobView, type JobView } from './store/jobs.ts';
import { findOrder, type OpenOrder } from './store/open-interactions.ts';
import { findPictures, type Pictures } from './store/pictures.ts';
import type { Workshop } from './workshop.ts';

export type { JobView } from './store/jobs.ts';
export type { Pictures } from './store/pictures.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A job with its outcome; null when there is none of that id (any more). */
export async function findJob({ pool }: Workshop, jobId: string): Promise<JobView | null> {
  return UUID.test(jobId) ? findJobView(pool, jobId) : null;
}

/** An order that has not become a job yet, by the id that its job will have; null when there is none. */
export async function findOpenOrder({ pool }: Workshop, jobId: string): Promise<OpenOrder | null> {
  return UUID.test(jobId) ? findOrder(pool, jobId) : null;
}

/** What a job that has ended has to show, with the bytes; null while it has not. */
export async function readOutcome({ pool, bytes }: Workshop, jobId: string): Promise<DeliveryRow | null> {
  return UUID.test(jobId) ? findDelivery(pool, jobId, (kept) => bytes.read(kept)) : null;
}

/** Its bytes: photo, own style picture, painted picture, and the stills of a clip. */
export async function readPictures({ pool, bytes }: Workshop, jobId: string): Promise<Pictures | null> {
  const found = UUID.test(jobId) ? await findPictures(pool, jobId) : null;
  if (found === null) return null;
  const [photo, style, picture, still, photoStill] = await Promise.all([
    bytes.read(found.photo),
    bytes.read(found.style),
    bytes.read(found.picture),
    bytes.read(found.still),
    bytes.read(found.photoStill),
  ]);
  return { ...found, photo, style, picture, still, photoStill };
}
