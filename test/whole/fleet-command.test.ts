import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { submitJob } from '@atelier/queue/submit.ts';
import { registerWorker } from '@atelier/queue/workers.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';
import { SPAWNED } from '../support/spawned.ts';

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));

async function stage(test: TestContext) {
  const { workshop, url, closers } = await withDatabase(test);
  const atelier = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((done) => {
      const env = { ...SPAWNED, ATELIER_DATA: '/nonexistent', DATABASE_URL: url };
      execFile(process.execPath, [MAIN, 'fleet', ...args], { env }, (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
      );
    });
  const json = async (...args: string[]) => {
    const { code, out, err } = await atelier(...args, '--json');
    assert.equal(code, 0, err);
    return JSON.parse(out);
  };
  const worker = async (id: string, host: string) => {
    const card = { id, host, pid: 1, engine: 'onnx', device: 'cpu', version: '0.1.0' };
    const registered = await registerWorker(workshop, { ...card, qualities: ['fast', 'high'] });
    closers.push(() => registered.leave());
    return registered;
  };
  const asked = async () => {
    const { rows } = await workshop.pool.query('select id, asked from atelier.workers order by id');
    return Object.fromEntries(rows.map(({ id, asked }) => [id, asked]));
  };
  return { workshop, atelier, json, worker, asked };
}

describe('atelier fleet', () => {
  it('shows queues, workers, what is stuck and what is dead', async (test) => {
    const { workshop, atelier, json, worker } = await stage(test);
    const one = await worker('aaaa1111-1', 'north');
    await one.count('fast', 50_000);
    await one.count('fast', null);
    const { jobId } = await submitJob(workshop, someRequest(), somePhoto);
    const status = await json('status');
    assert.equal(status.queues.fast.waiting, 1);
    assert.deepEqual(status.workers, { working: 1, quarantined: 0, draining: 0, silent: 0 });
    const [shown] = await json('workers');
    assert.deepEqual(
      [shown.host, shown.jobsDone, shown.jobsFailed, shown.speed.fast],
      ['north', 1, 1, 50_000],
    );
    assert.deepEqual([await json('stuck'), await json('dead')], [[], []]);
    await workshop.pool.query(
      `update atelier.jobs set state = 'failed', error_code = 'internal', ended_at = now() where id = $1`,
      [jobId],
    );
    assert.deepEqual(
      (await json('dead')).map(({ id, code }: { id: string; code: string }) => [id, code]),
      [[jobId, 'internal']],
    );
    for (const command of ['status', 'workers', 'stuck', 'dead']) {
      const { code, out } = await atelier(command);
      assert.equal(code, 0);
      test.diagnostic(`${command}\n${out}`);
      assert.doesNotMatch(out, /undefined|NaN|\[object/);
    }
  });

  it('pauses and resumes, drains a worker or a host, sets aside and releases, redrives', async (test) => {
    const { json, worker, asked } = await stage(test);
    await worker('aaaa1111-1', 'north');
    await worker('aaaa2222-2', 'north');
    await worker('bbbb3333-3', 'south');
    assert.deepEqual(await json('pause', 'all', '--say', 'We move house.'), { paused: ['fast', 'high'] });
    assert.equal((await json('status')).queues.high.paused, 'We move house.');
    assert.deepEqual(await json('resume', 'high'), { resumed: ['high'] });
    assert.deepEqual(await json('resume', 'all'), { resumed: ['fast'] });
    await json('drain', 'bbbb');
    assert.deepEqual(await asked(), { 'aaaa1111-1': null, 'aaaa2222-2': null, 'bbbb3333-3': 'drain' });
    const { workers } = await json('quarantine', '--host', 'north');
    assert.equal(workers.length, 2);
    await json('release', 'aaaa2');
    assert.deepEqual(await asked(), {
      'aaaa1111-1': 'quarantine',
      'aaaa2222-2': 'release',
      'bbbb3333-3': 'drain',
    });
    assert.deepEqual(await json('redrive', '--all'), { redriven: [] });
  });

  it('says in one line what it cannot do', async (test) => {
    const { atelier, worker } = await stage(test);
    await worker('aaaa1111-1', 'north');
    await worker('aaaa2222-2', 'north');
    const refused = async (...args: string[]) => {
      const { code, out, err } = await atelier(...args);
      assert.deepEqual([code, out], [1, '']);
      assert.equal(err.trim().split('\n').length, 1, err);
      return err.trim();
    };
    assert.match(await refused('drain', 'aaaa'), /more of the id/);
    assert.match(await refused('drain', 'zz'), /a worker that is there/);
    assert.match(await refused('drain'), /either a worker’s id or --host/);
    assert.match(await refused('pause', 'slow', '--say', 'x'), /Allowed choices are fast, high, all/);
    assert.match(await refused('pause', 'fast'), /--say/);
    assert.match(await refused('redrive'), /ids of jobs, or --all, or --code/);
    assert.match(await refused('redrive', 'no-uuid'), /the id of a job/);
  });
});
