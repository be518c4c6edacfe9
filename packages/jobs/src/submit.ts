import { randomUUID } from 'node:crypto';
import { AtelierError } from './errors.ts';
import { LIMITS } from './limits.ts';
import { STYLE_QUEUES } from './queues.ts';
import { StyleRequest } from './request.ts';
import { countAhead } from './sql/countAhead.ts';
import { countOpenJobs } from './sql/countOpenJobs.ts';
import { findByInteraction } from './sql/findByInteraction.ts';
import { insertJob } from './sql/insertJob.ts';
import { insertPhoto } from './sql/insertPhoto.ts';
import { lockPerson } from './sql/lockPerson.ts';
import { bossDb, transaction } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export interface Submitted {
  jobId: string;
  /** false when this interaction had been submitted before: nothing was written */
  created: boolean;
  /** jobs of the same quality that come first, those being painted included */
  ahead: number;
}

/**
 * Job row, photo and queue entry in one transaction, once per interaction.
 * A person's jobs beyond the first wait behind everybody's first, so that a flood delays only its own sender.
 * Errors: job.limit when the person has `LIMITS.openJobsPerUser` open jobs.
 */
export async function submitJob(
  workshop: Workshop,
  request: StyleRequest,
  photo: Uint8Array,
): Promise<Submitted> {
  const checked = StyleRequest.parse(request);
  return transaction(workshop.pool, async (client) => {
    await lockPerson(client, checked.userId);
    const known = await findByInteraction(client, checked.interactionId);
    if (known !== null) {
      return { jobId: known, created: false, ahead: await countAhead(client, known) };
    }
    const open = await countOpenJobs(client, checked.userId);
    if (open >= LIMITS.openJobsPerUser)
      throw new AtelierError('job.limit', { limit: LIMITS.openJobsPerUser });

    const jobId = randomUUID();
    const priority = -open;
    await insertJob(client, { ...checked, id: jobId, priority });
    await insertPhoto(client, jobId, photo);
    const entry = await workshop.boss.send(
      STYLE_QUEUES[checked.quality],
      { jobId },
      { id: jobId, priority, db: bossDb(client) },
    );
    if (entry === null) throw new AtelierError('internal', {}, new Error('The queue refused the job'));
    return { jobId, created: true, ahead: await countAhead(client, jobId) };
  });
}
