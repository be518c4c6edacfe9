import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { comparePicture } from '@atelier/bot/buttons/compare.ts';
import type { StyleRequest } from '@atelier/contract/job.ts';
import { OWN_STYLE } from '@atelier/contract/order.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { inspect } from '@atelier/core/images/inspect.ts';
import { deleteResult } from '@atelier/queue/delete-result.ts';
import { findJob, readPictures } from '@atelier/queue/find-jobs.ts';
import { historyOf } from '@atelier/queue/history.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { submitFrom } from '@atelier/queue/submit-again.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';

const style = new Uint8Array([9, 9, 9]);
const UNKNOWN = '00000000-0000-8000-8000-000000000000';

async function finished(
  workshop: Workshop,
  request: Partial<StyleRequest> = {},
  styleImage: Uint8Array | null = null,
): Promise<string> {
  const { jobId } = await submitJob(workshop, someRequest(request), somePhoto, styleImage);
  await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
  await recordResult(workshop, { id: jobId, attempt: 1 }, someResult({ network: 'abc', version: '0.1.0' }));
  return jobId;
}

describe('a job made from an earlier one', () => {
  it('has its photo, its own options, and leaves the parent alone', async (test) => {
    const { workshop } = await withDatabase(test);
    const parent = await finished(workshop, { userId: '1' });
    const request = someRequest({
      userId: '2',
      quality: 'high',
      strength: 85,
      blend: 'great-wave',
      blendShare: 10,
    });
    const { jobId, created } = await submitFrom(workshop, request, parent);
    assert.ok(created);
    const claimed = await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
    assert.ok(claimed !== null && !('left' in claimed));
    assert.deepEqual(new Uint8Array(claimed.photo!), somePhoto);
    const { parentId, strength, blend, blendShare, quality, userId, keepColours } = claimed;
    assert.deepEqual(
      { parentId, strength, blend, blendShare, quality, userId, keepColours },
      {
        parentId: parent,
        strength: 85,
        blend: 'great-wave',
        blendShare: 10,
        quality: 'high',
        userId: '2',
        keepColours: false,
      },
    );
    await deleteResult(workshop, parent);
    assert.ok((await readPictures(workshop, jobId))?.photo, 'its copy stays when the parent’s photo goes');
    assert.equal((await submitFrom(workshop, request, parent)).created, false);
  });

  it('takes over the style picture for the same style, and not for another', async (test) => {
    const { workshop } = await withDatabase(test);
    const own = { preset: OWN_STYLE, quality: 'high' } as const;
    const parent = await finished(workshop, own, style);
    const again = await submitFrom(workshop, someRequest(own), parent);
    const other = await submitFrom(workshop, someRequest(), parent);
    assert.deepEqual(new Uint8Array((await readPictures(workshop, again.jobId))!.style!), style);
    assert.equal((await readPictures(workshop, other.jobId))!.style, null);
    await assert.rejects(submitFrom(workshop, someRequest(own), other.jobId), { code: 'photo.gone' });
  });

  it('is refused when the photo is gone or never was, and leaves nothing', async (test) => {
    const { workshop } = await withDatabase(test);
    const parent = await finished(workshop);
    await deleteResult(workshop, parent);
    for (const id of [parent, UNKNOWN]) {
      await assert.rejects(submitFrom(workshop, someRequest(), id), { code: 'photo.gone' });
    }
    const { rows } = await workshop.pool.query('select count(*)::int as count from atelier.jobs');
    assert.equal(rows[0].count, 1);
  });

  it('counts against the limit like any other', async (test) => {
    const { workshop } = await withDatabase(test);
    const parent = await finished(workshop);
    for (let i = 0; i < 4; i++) await submitFrom(workshop, someRequest(), parent);
    await assert.rejects(submitFrom(workshop, someRequest(), parent), { code: 'job.limit' });
  });
});

describe('a style picture', () => {
  it('comes with its own preset and with no other', async (test) => {
    const { workshop } = await withDatabase(test);
    await assert.rejects(submitJob(workshop, someRequest(), somePhoto, style), /Expected a style picture/);
    await assert.rejects(submitJob(workshop, someRequest({ preset: OWN_STYLE }), somePhoto), /Expected/);
  });
});

describe('a job that is looked up', () => {
  it('tells everything about itself, before and after its end', async (test) => {
    const { workshop } = await withDatabase(test);
    const { jobId } = await submitJob(workshop, someRequest({ keepColours: true }), somePhoto);
    const open = (await findJob(workshop, jobId))!;
    assert.deepEqual(
      [open.state, open.keepColours, open.strength, open.hasPhoto, open.hasPicture, open.width, open.losses],
      ['waiting', true, 70, true, false, null, null],
    );
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
    await recordResult(workshop, { id: jobId, attempt: 1 }, someResult({ network: 'abc', version: '0.1.0' }));
    const done = (await findJob(workshop, jobId))!;
    assert.deepEqual(
      [done.state, done.hasPicture, done.width, done.network, done.version, done.losses?.length],
      ['done', true, 512, 'abc', '0.1.0', 2],
    );
    assert.ok(done.endedAt instanceof Date);
    const pictures = (await readPictures(workshop, jobId))!;
    assert.deepEqual([pictures.pictureType, pictures.picture?.length], ['png', 4]);
    for (const id of [UNKNOWN, '', "'; drop table atelier.jobs"]) {
      assert.equal(await findJob(workshop, id), null);
      assert.equal(await readPictures(workshop, id), null);
    }
  });

  it('that was deleted has no bytes, says so, and is not delivered any more', async (test) => {
    const { workshop } = await withDatabase(test);
    const jobId = await finished(workshop);
    assert.equal(await deleteResult(workshop, jobId), true);
    assert.equal(await deleteResult(workshop, jobId), false);
    const view = (await findJob(workshop, jobId))!;
    assert.deepEqual(
      [view.hasPhoto, view.hasPicture, view.delivery, view.width, view.removedAt instanceof Date],
      [false, false, 'undeliverable', 512, true],
    );
    const { jobId: open } = await submitJob(workshop, someRequest(), somePhoto);
    assert.equal(await deleteResult(workshop, open), false, 'an open job is cancelled, not deleted');
    assert.equal(await deleteResult(workshop, UNKNOWN), false);
  });
});

describe('photo and painting', () => {
  const grey = (width: number, height: number, value: number) =>
    encode({ width, height, data: new Float32Array(3 * width * height).fill(value) }, { format: 'png' });

  it('are compared in one JPEG of the painting’s size, while both are kept', async (test) => {
    const { workshop } = await withDatabase(test);
    const { jobId } = await submitJob(workshop, someRequest(), await grey(80, 60, 0.2));
    assert.equal(await comparePicture(workshop, jobId), null);
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'w' });
    const picture = await grey(64, 48, 0.8);
    await recordResult(workshop, { id: jobId, attempt: 1 }, someResult({ picture }));
    const compared = await inspect((await comparePicture(workshop, jobId))!);
    assert.deepEqual([compared.type, compared.width, compared.height], ['jpeg', 64, 48]);
    await deleteResult(workshop, jobId);
    assert.equal(await comparePicture(workshop, jobId), null);
  });
});

describe('a history', () => {
  async function stage(test: TestContext) {
    const { workshop } = await withDatabase(test);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift(await finished(workshop, { userId: '1' }));
    await finished(workshop, { userId: '2' });
    await submitJob(workshop, someRequest({ userId: '1' }), somePhoto);
    return { workshop, ids };
  }

  it('shows a person’s finished pictures, the newest first, page by page', async (test) => {
    const { workshop, ids } = await stage(test);
    const first = await historyOf(workshop, '1', { limit: 2 });
    assert.deepEqual([first.jobs.map(({ id }) => id), first.more], [ids.slice(0, 2), true]);
    const rest = await historyOf(workshop, '1', { limit: 3, before: ids[1] });
    assert.deepEqual([rest.jobs.map(({ id }) => id), rest.more], [ids.slice(2), false]);
    assert.deepEqual(await historyOf(workshop, '9'), { jobs: [], more: false });
  });

  it('leaves out what was deleted', async (test) => {
    const { workshop, ids } = await stage(test);
    await deleteResult(workshop, ids[0]!);
    const { jobs } = await historyOf(workshop, '1');
    assert.deepEqual(
      jobs.map(({ id }) => id),
      ids.slice(1),
    );
  });
});
