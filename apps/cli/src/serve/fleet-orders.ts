import { randomBytes } from 'node:crypto';
import { NO_APPLICATION } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { type Order, orderOf } from '@atelier/contract/order.ts';
import { codeOf, failed } from '@atelier/contract/outcome.ts';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { findJob, type JobView, readPictures } from '@atelier/queue/find-jobs.ts';
import { readPlaces } from '@atelier/queue/queue-view.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { Orders, Owner, View } from './orders.ts';

/** Columns of orders are `integer` there. */
const MAX_SEED = 2 ** 31;

/** Orders that the workers of a fleet paint: they outlive this process, and nobody in Discord hears of them. */
export function fleetOrders(workshop: Workshop): Orders {
  const own = async (owner: Owner, id: string): Promise<JobView | null> => {
    const job = await findJob(workshop, id);
    return job?.userId === owner && job.applicationId === NO_APPLICATION ? job : null;
  };
  return {
    async submit(owner: Owner, order: Order, photo: Uint8Array, style: Uint8Array | null) {
      const { jobId } = await submitJob(
        workshop,
        {
          ...order,
          seed: order.seed % MAX_SEED,
          interactionId: randomBytes(8).readBigUInt64BE().toString(),
          applicationId: NO_APPLICATION,
          interactionToken: 'none',
          userId: owner,
          guildId: null,
          channelId: null,
          locale: 'en-GB',
          attachmentSizeLimit: LIMITS.photoBytes,
          fileName: 'photo',
          private: true,
        },
        photo,
        style,
      );
      return jobId;
    },
    async find(owner, id) {
      const job = await own(owner, id);
      return job && viewOf(job, await fractionOf(workshop, job));
    },
    async picture(owner, id) {
      if ((await own(owner, id))?.state !== 'done') return null;
      const { picture, pictureType } = (await readPictures(workshop, id)) ?? {};
      return picture && pictureType ? { bytes: picture, type: pictureType } : null;
    },
    async cancel(owner, id) {
      const job = await own(owner, id);
      return job !== null && (await cancelJob(workshop, id, owner)) === 'cancelled';
    },
    healthy: () => workshop.takesWrites(),
    close: () => workshop.close(),
  };
}

async function fractionOf({ pool }: Workshop, { id, state }: JobView): Promise<number> {
  if (state !== 'painting') return state === 'done' ? 1 : 0;
  const { places } = await readPlaces(pool, [id]);
  return places[0]?.fraction ?? 0;
}

function viewOf(job: JobView, fraction: number): View {
  const { id, state, createdAt, errorCode, errorData } = job;
  const error = state === 'failed' ? codeOf(failed(errorCode, errorData)) : null;
  return { id, state, order: orderOf(job), createdAt, fraction, error, figures: figuresOf(job) };
}

function figuresOf(job: JobView): View['figures'] {
  const { width, height, seconds, iterations, seed, engine, device, network, version } = job;
  const { losses, warnings } = job;
  if (width === null || height === null || seconds === null || iterations === null) return null;
  if (engine === null || device === null || losses === null) return null;
  const made = { seed, engine, device, network, version, losses, warnings };
  return { width, height, seconds, iterations, ...made };
}
