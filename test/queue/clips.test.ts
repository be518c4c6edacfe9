import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClipPlan } from '@atelier/contract/clip.ts';
import { cancelJob } from '@atelier/queue/cancel.ts';
import { pauseQueues } from '@atelier/queue/operate/act.ts';
import { viewFleet } from '@atelier/queue/operate/view.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { readSegments, recordSegment } from '@atelier/queue/segments.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { submitFrom } from '@atelier/queue/submit-again.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { registerWorker } from '@atelier/queue/workers.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { someRequest, someResult } from '../support/request.ts';

/** 100 frames of 300 × 200: six million pixels. */
const CLIP: ClipPlan = {
  kind: 'gif',
  frames: 100,
  seconds: 10,
  width: 300,
  height: 200,
  source: { width: 300, height: 200 },
  whole: null,
  limits: { seconds: 10, side: 720, rate: 30 },
};
const CARD = { host: 'here', pid: 1, engine: 'onnx', device: 'cpu', version: '0.1.0' };

let last = 0;
async function submit(workshop: Workshop, given: object = {}) {
  const order = someRequest({ userId: String(++last), ...given });
  return (await submitJob(workshop, order, new Uint8Array([1]))).jobId;
}

describe('clips in the queue', () => {
  it('wait in a line of their own, before no picture, and only where a worker takes them', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const jobs = { clip: await submit(workshop, { clip: CLIP }), still: await submit(workshop) };
    const worker = await registerWorker(workshop, { ...CARD, id: 'stills', qualities: ['fast'] });
    closers.push(() => worker.leave());
    const taken: string[] = [];
    const work = (clips: boolean) =>
      workJobs(workshop, {
        qualities: ['fast'],
        clips,
        workerId: clips ? 'all' : 'stills',
        handle: async (job) => {
          taken.push(job.id);
          await recordResult(workshop, job, someResult());
        },
      });
    const stills = await work(false);
    await eventually('the still is painted', async () => taken.length === 1);
    const { lines, mine } = await viewQueue(workshop, '1');
    assert.deepEqual([lines.fast.waiting, lines['clip-fast'].waiting], [0, 1]);
    assert.deepEqual([mine[0]!.quality, mine[0]!.noWorker], ['fast', true]);
    assert.equal((await viewFleet(workshop.pool)).queues['clip-fast'].workers, 0);
    const all = await work(true);
    await eventually('the clip is painted', async () => taken.length === 2);
    assert.deepEqual(taken, [jobs.still, jobs.clip]);
    await Promise.all([stills.drain(1000), all.drain(1000)]);
  });

  it('take turns among the clips of their server, and move none of its pictures', async (test) => {
    const { workshop } = await withDatabase(test);
    // nobody paints
    await workshop.watch.stop();
    const places = async () => {
      const { rows } = await workshop.pool.query('select id, priority from atelier.jobs');
      return new Map<string, number>(rows.map(({ id, priority }) => [id, priority]));
    };
    for (let i = 0; i < 3; i++) await submit(workshop, { userId: '999' });
    const before = await places();
    const first = await submit(workshop, { clip: CLIP });
    const second = await submit(workshop, { clip: CLIP });
    const after = await places();
    for (const [id, place] of before) assert.equal(after.get(id), place);
    assert.ok(after.get(first)! > Math.min(...before.values()), 'not behind the pictures');
    assert.ok(after.get(second)! < after.get(first)!, 'a turn later than the clip before');
  });

  it('are estimated by their frames, and wait where their quality is paused', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const worker = await registerWorker(workshop, { ...CARD, id: 'w', qualities: ['fast'], clips: true });
    closers.push(() => worker.leave());
    await worker.count('fast', 1e6);
    const id = await submit(workshop, { clip: CLIP });
    const eta = async () => (await viewQueue(workshop, String(last))).mine[0]!.etaSeconds;
    assert.equal(await eta(), 6 / 0.7, 'by the speed of stills, as long as no clip was painted');
    await worker.count('clip-fast', 1e5);
    assert.equal(await eta(), 60);
    const backlog = (await viewFleet(workshop.pool)).queues['clip-fast'];
    assert.deepEqual([backlog.waiting, backlog.seconds], [1, 60]);
    await pauseQueues(workshop.pool, ['fast'], 'Maintenance.');
    assert.equal((await viewQueue(workshop, String(last))).lines['clip-fast'].paused, 'Maintenance.');
    assert.equal(await cancelJob(workshop, id, 'me'), 'cancelled');
  });

  it('keep their finished seconds until they end, for the attempt that has them', async (test) => {
    const { workshop } = await withDatabase(test);
    const kept = async (jobId: string) => {
      const segments: number[] = [];
      for await (const { frames, bytes } of readSegments(workshop, jobId))
        segments.push(frames, bytes.length);
      return segments;
    };
    const count = async () =>
      (await workshop.pool.query('select count(*)::int as count from atelier.segments')).rows[0].count;
    const segment = (number: number) => ({ number, frames: 10, bytes: new Uint8Array(3) });
    const [done, cancelled] = [
      await submit(workshop, { clip: CLIP }),
      await submit(workshop, { clip: CLIP }),
    ];
    for (const jobId of [done, cancelled]) {
      await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'a' });
      assert.ok(await recordSegment(workshop, { id: jobId, attempt: 1 }, segment(0)));
    }
    await claimJob(workshop.pool, { jobId: done, attempt: 2, workerId: 'b' });
    assert.equal(await recordSegment(workshop, { id: done, attempt: 1 }, segment(1)), false, 'too late');
    // the same once more, as when the answer to the first was lost
    for (const number of [0, 1])
      assert.ok(await recordSegment(workshop, { id: done, attempt: 2 }, segment(number)));
    assert.deepEqual(await kept(done), [10, 3, 10, 3]);
    await cancelJob(workshop, cancelled, 'me');
    assert.deepEqual(await kept(cancelled), []);
    assert.equal(await recordSegment(workshop, { id: cancelled, attempt: 1 }, segment(1)), false);
    const moving = { frames: 100, seconds: 10, rate: 10, whole: null, reduced: false, sound: false };
    const stills = { painted: new Uint8Array([1]), photo: new Uint8Array([2]) };
    await recordResult(workshop, { id: done, attempt: 2 }, { ...someResult(), moving, stills });
    assert.equal(await count(), 0);
    // Again goes on from what was sent
    const again = someRequest({ clip: CLIP, userId: '55' });
    const { jobId } = await submitFrom(workshop, again, done);
    const { rows } = await workshop.pool.query('select quality, clip from atelier.jobs where id = $1', [
      jobId,
    ]);
    assert.deepEqual(rows, [{ quality: 'clip-fast', clip: CLIP }]);
  });
});
