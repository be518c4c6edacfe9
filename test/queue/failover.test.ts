import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@atelier/embedded-postgres/start.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import pg from 'pg';
import { testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { proxyTo } from '../support/proxy.ts';
import { somePhoto, someRequest } from '../support/request.ts';

const run = promisify(execFile);

/**
 * A real standby: a copy of the primary's files, started as one. The line leads to it as after a failover whose news
 * has not got round, and new connections lead to the primary again, while those to the standby stay.
 */
it('a standby at the other end: health says no, an order waits, and the primary gets it', async (test) => {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-failover-'));
  await chmod(directory, 0o755);
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  const closers: (() => Promise<void>)[] = [() => rm(directory, { recursive: true, force: true })];
  test.after(async () => {
    for (const close of closers.reverse()) await close();
  });
  const made = await startEmbeddedPostgres(first, testLog);
  await (await openWorkshop({ databaseUrl: made.url, log: testLog })).close();
  const data = await dataDirectoryOf(made.url);
  await made.stop();
  assert.ok(data.startsWith(first), data);
  await run('cp', ['-Rp', first, second]);
  await writeFile(join(data.replace(first, second), 'standby.signal'), '');
  const primary = await startEmbeddedPostgres(first, testLog);
  closers.push(() => primary.stop());
  const standby = await startEmbeddedPostgres(second, testLog);
  closers.push(() => standby.stop());

  const proxy = await proxyTo(primary.url);
  const workshop = await openWorkshop({ databaseUrl: proxy.url, log: testLog });
  closers.push(proxy.close, () => workshop.close());
  const heard: string[] = [];
  workshop.listener.listen('a_test', (message) => heard.push(message));
  await submitJob(workshop, someRequest({ userId: '1' }), somePhoto);

  proxy.lead(standby.url);
  proxy.cut();
  proxy.mend();
  await eventually('a server in recovery', async () => {
    const { rows } = await workshop.pool.query('select pg_is_in_recovery() as standby');
    return rows[0].standby;
  });
  assert.equal(await workshop.takesWrites(), false);
  const ordered = submitJob(workshop, someRequest({ userId: '2' }), somePhoto);
  const state = await Promise.race([ordered, new Promise((done) => setTimeout(done, 1500, 'waiting'))]);
  assert.equal(state, 'waiting');

  proxy.lead(primary.url);
  assert.equal((await ordered).created, true);
  assert.equal(await workshop.takesWrites(), true);
  const { rows } = await workshop.pool.query('select from atelier.jobs where user_id = $1', ['2']);
  assert.equal(rows.length, 1);
  await eventually('a message from the primary', async () => {
    await workshop.pool.query(`select pg_notify('a_test', 'x')`);
    return heard.includes('x');
  });
});

async function dataDirectoryOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  return rows[0]!.data_directory;
}
