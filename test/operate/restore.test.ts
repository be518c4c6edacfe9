import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { workDeliveries } from '@atelier/discord/deliver.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import { findJob, readOutcome, readPictures } from '@atelier/queue/find-jobs.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import { claimJob } from '../support/claim.ts';
import { emptyDatabase, testLog, withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { isResult, startWebhook } from '../support/webhook.ts';

/** The commands of docs/fleet.md, "Sizes and backup". */
const WITHOUT_BYTES = ['photos', 'results', 'checkpoints', 'segments'].map(
  (table) => `--exclude-table-data=atelier.${table}`,
);

/** A database with a painted picture that nobody was told of, and a job that waits; null where no dump can be made. */
async function filled(test: TestContext) {
  const { workshop, url } = await withDatabase(test);
  const version = /(\d+)\.\d+/.exec(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout ?? '');
  const { rows } = await workshop.pool.query(
    `select current_setting('server_version_num')::int / 10000 as major`,
  );
  if (version === null || Number(version[1]) < rows[0].major) {
    test.skip(`no pg_dump for Postgres ${rows[0].major} (Debian: postgresql-client)`);
    return null;
  }
  const { jobId: painted } = await submitJob(workshop, someRequest({ userId: '1' }), somePhoto);
  await claimJob(workshop.pool, { jobId: painted, attempt: 1, workerId: 'w' });
  await recordResult(workshop, { id: painted, attempt: 1 }, someResult());
  const { jobId: waiting } = await submitJob(workshop, someRequest({ userId: '2' }), somePhoto);
  return { url, painted, waiting };
}

/** Dumped, restored into an empty database, and opened by bot and worker. */
async function restored(test: TestContext, url: string, options: readonly string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-dump-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'atelier.dump');
  execFileSync('pg_dump', ['-Fc', ...options, '-f', file, url]);
  const closers: (() => Promise<void>)[] = [];
  const databaseUrl = await emptyDatabase(test, closers);
  execFileSync('pg_restore', ['--no-owner', '-d', databaseUrl, file]);
  const workshop = await openWorkshop({ databaseUrl, log: testLog });
  closers.push(() => workshop.close());
  const discord = await startWebhook();
  closers.push(discord.close);
  const working = await workJobs(workshop, {
    qualities: ['fast', 'high'],
    workerId: 'w2',
    handle: (job) => recordResult(workshop, job, someResult()),
  });
  closers.push(() => working.drain(0));
  const deliveries = await workDeliveries(workshop, { api: createDiscordApi(discord.api), asBot: null });
  closers.push(() => deliveries.stop());
  const delivered = async (jobId: string) => (await findJob(workshop, jobId))?.delivery === 'delivered';
  return { workshop, discord, delivered };
}

it('from a dump everything goes on: what waited is painted, what was painted is told once', async (test) => {
  const before = await filled(test);
  if (before === null) return;
  const { workshop, discord, delivered } = await restored(test, before.url);
  for (const jobId of [before.painted, before.waiting])
    await eventually('the delivery', () => delivered(jobId));
  assert.equal(discord.requests.filter(isResult).length, 2);
  const { photo } = (await readPictures(workshop, before.painted))!;
  assert.deepEqual(new Uint8Array(photo!), somePhoto);
});

it('from a dump without the bytes the history goes on, and what waited fails with a word', async (test) => {
  const before = await filled(test);
  if (before === null) return;
  const { workshop, delivered } = await restored(test, before.url, WITHOUT_BYTES);
  await eventually('the word', () => delivered(before.waiting));
  const { outcome } = (await readOutcome(workshop, before.waiting))!;
  assert.equal(outcome.kind, 'refused');
  assert.equal((await findJob(workshop, before.painted))?.state, 'done');
});
