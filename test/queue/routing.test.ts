import assert from 'node:assert/strict';
import { it } from 'node:test';
import { abilitiesOf } from '@atelier/contract/order.ts';
import { readPlaces } from '@atelier/queue/queue-view.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { registerWorker } from '@atelier/queue/workers.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';

const card = (id: string, has?: readonly string[]) => ({
  id,
  host: 'here',
  pid: 1,
  engine: 'none',
  device: 'cpu',
  version: '0',
  qualities: ['fast'] as const,
  has,
});

it('a job goes to a worker that has what it needs, and to a much faster one that is idle', async (test) => {
  const { workshop } = await withDatabase(test);
  const { pool } = workshop;
  const submit = async (given = {}) => (await submitJob(workshop, someRequest(given), somePhoto)).jobId;
  const claims = async (workerId: string, jobId: string) => {
    const claimed = await claimJob(pool, { jobId, attempt: 1, workerId });
    return claimed !== null && !('left' in claimed);
  };
  const noWorker = async (jobId: string) => (await readPlaces(pool, [jobId])).places[0]?.noWorker;
  const options = abilitiesOf([]);

  // of an earlier version: it knows neither the preset nor an option
  await registerWorker(
    workshop,
    card('old', ['preset great-wave', ...options.filter((one) => one !== 'blend')]),
  );
  const preset = await submit();
  const blend = await submit({ preset: 'great-wave', blend: 'great-wave' });
  const usual = await submit({ preset: 'great-wave' });
  assert.deepEqual(await Promise.all([preset, blend, usual].map(noWorker)), [true, true, false]);
  assert.equal(await claims('old', preset), false);
  assert.equal(await claims('old', blend), false);
  assert.equal(await claims('old', usual), true);
  await registerWorker(workshop, card('new', abilitiesOf(['great-wave', 'starry-night'])));
  assert.equal(await noWorker(preset), false);
  assert.equal(await claims('new', preset), true);

  await registerWorker(workshop, card('slow'));
  const speed = (id: string, pixels: number) =>
    pool.query('update atelier.workers set fast_speed = $2 where id = $1', [id, pixels]);
  await speed('slow', 1e5);
  await speed('new', 1e6);
  const busy = await submit();
  assert.equal(await claims('slow', busy), true, 'the fast one paints');
  await pool.query(`update atelier.jobs set state = 'done' where id = $1`, [preset]);
  const idle = await submit();
  assert.equal(await claims('slow', idle), false, 'the fast one is idle');
  await pool.query(`update atelier.jobs set created_at = created_at - interval '6 seconds'`);
  assert.equal(await claims('slow', idle), true, 'it was left for long enough');
});
