import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StyleRequest } from '@atelier/contract/job.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import { recordProgress, recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { registerWorker, viewWorkers } from '@atelier/queue/workers.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';

const card = (id: string, qualities: ('fast' | 'high')[] = ['fast', 'high']) => ({
  id,
  host: 'here',
  pid: 1,
  engine: 'onnx',
  device: 'cpu',
  version: '0.1.0',
  qualities,
});

async function submit(workshop: Workshop, userId: string, request: Partial<StyleRequest> = {}) {
  return (await submitJob(workshop, someRequest({ userId, ...request }), somePhoto)).jobId;
}

describe('the view of the queue', () => {
  it('says that no worker can do this now, for the quality that none takes', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const registered = await registerWorker(workshop, card('a', ['fast']));
    closers.push(() => registered.leave());
    await submit(workshop, '1');
    await submit(workshop, '1', { quality: 'high' });
    const { lines, mine } = await viewQueue(workshop, '1');
    assert.deepEqual(lines, {
      fast: { waiting: 1, painting: 0, workers: 1, secondsPerJob: null, paused: null },
      high: { waiting: 1, painting: 0, workers: 0, secondsPerJob: null, paused: null },
      'clip-fast': { waiting: 0, painting: 0, workers: 0, secondsPerJob: null, paused: null },
      'clip-high': { waiting: 0, painting: 0, workers: 0, secondsPerJob: null, paused: null },
    });
    assert.deepEqual(
      mine.map(({ quality, place, etaSeconds, noWorker }) => ({ quality, place, etaSeconds, noWorker })),
      [
        { quality: 'fast', place: 1, etaSeconds: null, noWorker: false },
        { quality: 'high', place: 1, etaSeconds: null, noWorker: true },
      ],
    );
    // before the second job of the first person, which waits for its turn
    await submit(workshop, '2', { quality: 'high' });
    const theirs = (await viewQueue(workshop, '2')).mine[0]!;
    assert.deepEqual([theirs.place, theirs.ahead, theirs.noWorker], [1, 0, true]);
  });

  it('tells my place and the time until my picture, by what the workers were measured at', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const registered = await registerWorker(workshop, card('a'));
    closers.push(() => registered.leave());
    await registered.count('fast', 10_000);
    const painting = await submit(workshop, '1', { size: 200 }); // 30 000 pixels: 3 s
    await claimJob(workshop.pool, { jobId: painting, attempt: 1, workerId: 'a' });
    const half = { iteration: 1, iterations: 2, fraction: 0.5, width: 8, height: 8 };
    await recordProgress(workshop, { id: painting, attempt: 1 }, { ...half, content: 1, style: 1, total: 2 });
    await submit(workshop, '2', { size: 400 }); // 120 000 pixels: 12 s
    const mine = await submit(workshop, '3', { size: 200 });
    const view = await viewQueue(workshop, '3');
    assert.deepEqual(view.lines.fast, {
      waiting: 2,
      painting: 1,
      workers: 1,
      secondsPerJob: 78.6432,
      paused: null,
    });
    assert.deepEqual(view.mine, [
      {
        jobId: mine,
        preset: 'starry-night',
        quality: 'fast',
        line: 'fast',
        state: 'waiting',
        place: 2,
        ahead: 2,
        fraction: 0,
        etaSeconds: 1.5 + 12 + 3,
        noWorker: false,
      },
    ]);
    const painted = (await viewQueue(workshop, '1')).mine[0]!;
    assert.deepEqual([painted.place, painted.fraction, painted.etaSeconds], [0, 0.5, 1.5]);
  });

  it('knows the speed of a worker that has just started from what its like did', async (test) => {
    const { workshop, closers } = await withDatabase(test);
    const jobId = await submit(workshop, '1');
    await claimJob(workshop.pool, { jobId, attempt: 1, workerId: 'gone' });
    const figures = { width: 400, height: 300, seconds: 2, engine: 'onnx', device: 'cpu' };
    await recordResult(workshop, { id: jobId, attempt: 1 }, someResult(figures));
    const registered = await registerWorker(workshop, card('new'));
    closers.push(() => registered.leave());
    const { lines } = await viewQueue(workshop, '1');
    assert.equal(lines.fast.secondsPerJob, 2);
    assert.equal(lines.high.secondsPerJob, null);
    assert.deepEqual((await viewWorkers(workshop))[0]!.speed, {
      fast: 60_000,
      high: null,
      // a guess, as long as none was painted
      'clip-fast': 42_000,
      'clip-high': null,
    });
  });

  it('does not count on workers that are silent or finishing', async (test) => {
    const { workshop } = await withDatabase(test);
    const silent = await registerWorker(workshop, card('silent'));
    const draining = await registerWorker(workshop, card('draining'));
    await draining.draining();
    await workshop.pool.query(
      `update atelier.workers set seen_at = now() - interval '31 seconds' where id = 'silent'`,
    );
    await submit(workshop, '1');
    const { lines, mine } = await viewQueue(workshop, '1');
    assert.deepEqual([lines.fast.workers, mine[0]!.noWorker], [0, true]);
    assert.deepEqual(
      (await viewWorkers(workshop)).map(({ id, state, fresh }) => ({ id, state, fresh })),
      [
        { id: 'draining', state: 'draining', fresh: true },
        { id: 'silent', state: 'working', fresh: false },
      ],
    );
    await Promise.all([silent.leave(), draining.leave()]);
  });
});
