import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { startSandbox } from '@atelier/sandbox/run.ts';
import pg from 'pg';
import { photo } from '../bot/support.ts';
import { emptyDatabase, withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { SPAWNED } from '../support/spawned.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const git = (...args: string[]) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });

/** The commit before a migration came; '' where the history is not at hand. */
function before(migration: string): string {
  const added = git(
    'log',
    '-1',
    '--diff-filter=A',
    '--format=%H',
    '--',
    `migrations/${migration}`,
  ).stdout?.trim();
  return added ? (git('rev-parse', '--verify', '--quiet', `${added}^`).stdout?.trim() ?? '') : '';
}
/** The first change to the tables after version 0.1.0, and the last one. */
const [oldest, latest] = [before('0004_order.sql'), before('0017_statements.sql')];
const skipWithout = (commit: string) =>
  commit === '' ? 'the history with the version before is not at hand (a shallow clone, or no git)' : false;

/** A version in a folder of its own, on the modules that are here: its own were the same. */
async function checkOut(commit: string, folder: string): Promise<void> {
  const archive = join(folder, 'archive.tar');
  execFileSync(
    'git',
    [
      'archive',
      '-o',
      archive,
      commit,
      'apps',
      'packages',
      'migrations',
      'models',
      'docs/gallery',
      'package.json',
    ],
    { cwd: ROOT },
  );
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@atelier'), { recursive: true });
  for (const name of await readdir(join(ROOT, 'node_modules')))
    if (name !== '@atelier') await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  for (const kind of ['apps', 'packages'])
    for (const name of await readdir(join(folder, kind)))
      await symlink(join(folder, kind, name), join(modules, '@atelier', name));
}

describe('two versions side by side', () => {
  it('serve one another: an old worker paints for a new bot, and the reverse', {
    skip: skipWithout(oldest),
  }, async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const databaseUrl = await emptyDatabase(test, closers);
    const folder = await mkdtemp(join(tmpdir(), 'atelier-0.1.0-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    await checkOut(oldest, folder);
    const sandbox = await startSandbox();
    closers.push(() => sandbox.close());
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    closers.push(() => database.end());

    const start = (name: 'bot' | 'worker', root: string) => {
      const child = spawn(process.execPath, [join(root, `apps/${name}/src/main.ts`)], {
        cwd: root,
        env: {
          ...SPAWNED,
          HOME: process.env.HOME,
          LOG_LEVEL: 'fatal',
          ATELIER_DATA: join(folder, 'data'),
          DATABASE_URL: databaseUrl,
          DISCORD_API: sandbox.api,
          DISCORD_ATTACHMENT_HOSTS: sandbox.attachmentHost,
          ...(name === 'bot' && {
            DISCORD_TOKEN: sandbox.token,
            DISCORD_APPLICATION_ID: sandbox.applicationId,
          }),
        },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      closers.push(async () => void (await end(child)));
      return child;
    };
    const workers = async () =>
      (
        await database.query<{ id: string; pid: number }>(
          `select id, pid from atelier.workers where state = 'working'`,
        )
      ).rows;
    const startWorker = async (root: string) => {
      const child = start('worker', root);
      await eventually(
        'the worker is there',
        async () => (await workers().catch(() => [])).some(({ pid }) => pid === child.pid),
        90_000,
      );
      return child;
    };
    const startBot = async (root: string) => {
      const { identified } = sandbox.gateway;
      const child = start('bot', root);
      await eventually('the bot is there', () => sandbox.gateway.identified > identified, 90_000);
      await sandbox.ready('style', 60_000);
      return child;
    };
    /** Orders a picture; says which process painted it. */
    const paint = async (quality: 'fast' | 'high') => {
      const { id } = sandbox.sendStyle({
        photo,
        preset: 'great-wave',
        quality,
        options: { size: 128, strength: 60 },
      });
      const row = await eventually(
        'a picture is delivered',
        async () => {
          const { rows } = await database.query<{
            pid: number;
            state: string;
            strength: number;
            error_code: string;
          }>(
            `select w.pid, j.state, j.strength, j.error_code from atelier.jobs j left join atelier.workers w on w.id = j.worker_id
             where j.interaction_id = $1 and j.delivery = 'delivered'`,
            [id],
          );
          return rows[0];
        },
        120_000,
      );
      assert.deepEqual([row.state, row.strength], ['done', 60], row.error_code);
      const shown = await eventually(
        'its message',
        () => sandbox.interactions.find((one) => one.id === id)?.messages,
      );
      assert.equal(shown.length, 1);
      return row.pid;
    };

    const oldWorker = await startWorker(folder);
    const oldBot = await startBot(folder);
    assert.equal(await paint('fast'), oldWorker.pid);
    // the upgrade begins with a worker, which brings the tables up to date beside those that run
    const newWorker = await startWorker(ROOT);
    assert.equal(await end(oldWorker), 0);
    assert.equal(await paint('fast'), newWorker.pid, 'an old bot, a new worker');
    assert.equal(await paint('high'), newWorker.pid);
    await startBot(ROOT);
    await end(oldBot);
    // and back: what comes up again is the version before
    const again = await startWorker(folder);
    assert.equal(await end(newWorker), 0);
    assert.equal(await paint('fast'), again.pid, 'a new bot, an old worker');
    assert.equal(await paint('high'), again.pid);
  });

  it('take and record beside one another, whichever supervises', {
    skip: skipWithout(latest),
  }, async (test) => {
    const { url, workshop, closers } = await withDatabase(test);
    const folder = await mkdtemp(join(tmpdir(), 'atelier-before-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    await checkOut(latest, folder);
    // real connections, claims and records of that version, and a handler that paints nothing
    const old = fork(join(ROOT, 'bench/fleet/workers.ts'), [folder, 'new', url]);
    closers.push(async () => void (await end(old)));
    const ready = async () => assert.deepEqual((await once(old, 'message'))[0], { done: true });
    await ready();
    for (const [command, value] of [
      ['open', 1],
      ['work', 0],
    ] as const) {
      old.send({ command, value });
      await ready();
    }
    const paintedBy = async () => {
      const jobs: string[] = [];
      for (let i = 0; i < 3; i++) {
        const { jobId } = await submitJob(workshop, someRequest({ userId: `${i}` }), somePhoto);
        jobs.push(jobId);
      }
      const sql = `select worker_id as worker from atelier.jobs where id = any($1) and state = 'done'`;
      const done = await eventually('all painted', async () => {
        const { rows } = await workshop.pool.query<{ worker: string }>(sql, [jobs]);
        return rows.length === jobs.length && rows;
      });
      return new Set(done.map(({ worker }) => worker));
    };
    assert.ok(!(await paintedBy()).has('new'), 'under a new supervisor');
    await workshop.watch.stop();
    const sits = `select from atelier.seats where name = 'supervisor' and held_until > now()`;
    await eventually('an old supervisor', async () => (await workshop.pool.query(sits)).rowCount === 1);
    const handle = (job: ClaimedJob) => recordResult(workshop, job, someResult());
    const working = await workJobs(workshop, { qualities: ['fast'], workerId: 'new', handle });
    closers.push(() => working.drain(0));
    await paintedBy();
    await end(old);
    // nobody calls any more: the new one is told by hand
    const calling = setInterval(() => workshop.loops.callAll(), 100);
    closers.push(async () => clearInterval(calling));
    assert.deepEqual([...(await paintedBy())], ['new']);
  });
});

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  return child.exitCode;
}
