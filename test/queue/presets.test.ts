import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { findPreset, PRESETS, presets } from '@atelier/core/styles/catalogue.ts';
import { presetList, useOwnPresets } from '@atelier/core/styles/catalogue-own.ts';
import { cardOf, followPresets, publishPreset, removeFromFleet, takeFolder } from '@atelier/queue/presets.ts';
import { purge } from '@atelier/queue/purge.ts';
import { recordFailure } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { openWorkshop, type Workshop } from '@atelier/queue/workshop.ts';
import { preparedDatabase, testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest } from '../support/request.ts';

const SHIPPED = new URL('../../models/presets/starry-night.safetensors', import.meta.url);
const bytes: Uint8Array = await readFile(SHIPPED);

async function opened(test: TestContext): Promise<{ workshop: Workshop; again(): Promise<Workshop> }> {
  const closers: (() => Promise<void>)[] = [];
  const databaseUrl = await preparedDatabase(test, closers);
  const again = async () => {
    const workshop = await openWorkshop({ databaseUrl, log: testLog });
    closers.push(() => workshop.close());
    return workshop;
  };
  test.after(() => useOwnPresets(presetList([])));
  return { workshop: await again(), again };
}

const own = () => presets().filter((preset) => preset.own);

describe('presets of the fleet', () => {
  it('are heard of by every process when they come and when they go', async (test) => {
    const { workshop, again } = await opened(test);
    const other = await again();
    const followed = await followPresets(workshop);
    test.after(() => followed.stop());
    assert.deepEqual(own(), []);
    await publishPreset(other, { name: 'mine', bytes });
    await eventually('the word of it', async () => own().length === 1);
    assert.deepEqual(findPreset('mine').fast, false);
    await assert.rejects(publishPreset(other, { name: 'mine', bytes }), { code: 'preset.taken' });
    await publishPreset(other, { name: 'mine', bytes }, { replace: true });
    assert.equal(await removeFromFleet(other, 'mine', 'another server'), false);
    assert.equal(await removeFromFleet(other, 'mine'), true);
    await eventually('the word of its end', async () => own().length === 0);
  });

  it('are refused where they are none, too large, or named as one that ships', async (test) => {
    const { workshop } = await opened(test);
    const refused = (name: string, what: Uint8Array, code: string) =>
      assert.rejects(publishPreset(workshop, { name, bytes: what }), { code });
    await refused('Mine', bytes, 'preset.name');
    await refused('own-style', bytes, 'preset.name');
    await refused('starry-night', bytes, 'preset.taken');
    await refused('mine', bytes.subarray(0, 50), 'model.damaged');
    await refused('mine', new Uint8Array(200_001), 'preset.too-large');
  });

  it('come with a job that names them, as they are when it is claimed', async (test) => {
    const { workshop } = await opened(test);
    await publishPreset(workshop, { name: 'mine', bytes });
    const request = { ...someRequest(), preset: 'mine', blend: 'starry-night' };
    await submitJob(workshop, request, somePhoto);
    const claimed: ClaimedJob[] = [];
    const working = await workJobs(workshop, {
      qualities: ['fast', 'high'],
      workerId: 'w',
      async handle(job) {
        claimed.push(job);
        await recordFailure(workshop, job, { code: 'internal', data: {} });
      },
    });
    test.after(() => working.drain(0));
    await eventually('the claim', async () => claimed.length === 1);
    assert.deepEqual(
      claimed[0]!.presets.map(({ name }) => name),
      ['mine'],
    );
    assert.deepEqual(new Uint8Array(claimed[0]!.presets[0]!.bytes), new Uint8Array(bytes));
  });

  it('are taken over from a folder once, also after they were removed', async (test) => {
    const { workshop, again } = await opened(test);
    const folder = await mkdtemp(join(tmpdir(), 'atelier-presets-'));
    test.after(() => rm(folder, { recursive: true }));
    await copyFile(SHIPPED, join(folder, 'mine.safetensors'));
    await copyFile(SHIPPED, join(folder, 'theirs.safetensors'));
    await writeFile(join(folder, 'torn.safetensors'), bytes.subarray(0, 50));
    const followed = await followPresets(workshop);
    test.after(() => followed.stop());
    await Promise.all([takeFolder(workshop, folder), takeFolder(await again(), folder)]);
    await followed.look();
    assert.deepEqual(
      own()
        .map(({ name }) => name)
        .sort(),
      ['mine', 'theirs'],
    );
    await removeFromFleet(workshop, 'mine');
    await takeFolder(workshop, folder);
    await followed.look();
    assert.deepEqual(
      own().map(({ name }) => name),
      ['theirs'],
    );
    await takeFolder(workshop, join(folder, 'not-there'));
    assert.equal(presets().length, PRESETS.length + 1);
  });

  it('on their way are given up after a day of waiting, and forgotten when they are old', async (test) => {
    const { workshop } = await opened(test);
    await workshop.pool.query(
      `insert into atelier.lessons (id, interaction_id, application_id, interaction_token, user_id, guild_id, locale,
                                    title, artist, year, moods, painting, state, created_at, ended_at)
       select gen_random_uuid(), title, '1', 'token', '1', '1', 'en', title, '', '', '{}', 'x', state,
              now() - age, now() - ended
       from (values ('fresh', 'waiting', interval '1 minute', null),
                    ('late', 'waiting', interval '25 hours', null),
                    ('old', 'done', interval '31 days', interval '31 days'),
                    ('shown', 'done', interval '31 days', interval '31 days')) as one (title, state, age, ended)`,
    );
    await workshop.pool.query(`update atelier.lessons set preset = title where state = 'done'`);
    await workshop.pool.query(
      `insert into atelier.presets (name, guild_id, title, artist, year, moods, fast, bytes, digest)
       values ('shown', '1', 'Shown', '', '', '{}', false, 'x', 'x')`,
    );
    assert.equal((await purge(workshop)).lessons, 1);
    const shown = { name: 'shown', guildId: '1' };
    assert.equal(
      Buffer.from((await cardOf(workshop, shown))!).toString(),
      'x',
      'as long as its preset is there',
    );
    await removeFromFleet(workshop, 'shown', '1');
    assert.equal(await cardOf(workshop, shown), null);
    assert.equal((await purge(workshop)).lessons, 1);
    const { rows } = await workshop.pool.query(
      `select title, state, error_code, interaction_token as token, painting is not null as painting
       from atelier.lessons order by title`,
    );
    assert.deepEqual(rows, [
      { title: 'fresh', state: 'waiting', error_code: null, token: 'token', painting: true },
      { title: 'late', state: 'failed', error_code: 'job.expired', token: '', painting: false },
    ]);
    const told = await workshop.pool.query(
      `select from pgboss.job where name = 'deliver' and data ? 'lesson'`,
    );
    assert.equal(told.rowCount, 1, 'its person is told');
  });
});
