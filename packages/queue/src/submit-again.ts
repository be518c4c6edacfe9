import { StyleRequest } from '@atelier/contract/job.ts';
import { OWN_STYLE, SHEET_TAKES } from '@atelier/contract/order.ts';
import { AtelierError } from './errors.ts';
import { latestTake } from './store/jobs.ts';
import { copyPhoto, findReferences, insertPhoto } from './store/pictures.ts';
import { type SubmitOptions, type Submitted, submit } from './submit.ts';
import type { Queryable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

/**
 * A new job with the photo of an earlier one, which need not be uploaded again. With the preset `OWN_STYLE` the
 * style picture comes along too; any other preset leaves it behind.
 * Errors: photo.gone after the purge or a deletion, job.limit.
 */
export async function submitFrom(
  workshop: Workshop,
  request: StyleRequest,
  parentId: string,
  options: SubmitOptions = {},
): Promise<Submitted> {
  const checked = StyleRequest.parse({ ...request, parentId });
  const { bytes } = workshop;
  const putPhoto = async (client: Queryable, jobId: string) => {
    const withStyle = checked.preset === OWN_STYLE;
    const parent = { jobId, parentId, withStyle };
    const references = await findReferences(client, parentId);
    if (references === null) {
      if ((await copyPhoto(client, parent)) !== 'copied') throw new AtelierError('photo.gone');
      return;
    }
    // objects of its own: the parent's are deleted with it
    const copy = async (kept: Uint8Array | null) => {
      const read = await bytes.read(kept);
      return read && bytes.keep(read);
    };
    const photo = await copy(references.photo);
    const style = withStyle ? await copy(references.style) : null;
    if (photo === null || (withStyle && style === null)) throw new AtelierError('photo.gone');
    await insertPhoto(client, jobId, photo, style);
  };
  return submit(workshop, checked, putPhoto, options);
}

/** The take that nobody has asked for yet among a job and those that took over its photo. */
export async function nextTake({ pool }: Workshop, jobId: string): Promise<number> {
  return 1 + (await latestTake(pool, jobId, SHEET_TAKES));
}
