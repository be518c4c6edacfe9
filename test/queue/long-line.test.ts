import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { taking } from '@atelier/queue/connections.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import { fetchEntries, handBack, takeJobs } from '@atelier/queue/store/claims.ts';
import { LOOK, SUPERVISE, superviseSeat, WALK } from '@atelier/queue/store/seats.ts';
import { comeLate, lastOfServer, laterTurns } from '@atelier/queue/store/turns.ts';
import { HEAD_OF_LINES, RANKS } from '@atelier/queue/store/waiting.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { SUPERVISED } from '@atelier/queue/supervisor.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import pg from 'pg';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';

const COUNT = 100_000;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** ms of the quickest of a few */
async function quickest(what: () => Promise<unknown>): Promise<number> {
  const took = [];
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    await what();
    took.push(performance.now() - begin);
  }
  return Math.min(...took);
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

it('a hundred thousand that wait are counted and looked up, never listed', async (test) => {
  const { workshop, closers } = await withDatabase(test);
  const pool = taking(workshop.pool, 'long');
  // one by the real way, the others as copies of it
  await submitJob(workshop, someRequest({ userId: '1' }), somePhoto);
  // whose plans are made, and kept, while the tables are small and known to be
  await pool.query('vacuum analyze atelier.jobs, pgboss.job');
  const kept = await workshop.pool.connect();
  closers.push(async () => kept.release(true));
  const take = (queue: string) => takeJobs(kept, { queue, most: 1, workerId: 'w' });
  for (let i = 0; i < 7; i++) await take('style-high');
  await pool.query(
    `insert into atelier.jobs
       (id, interaction_id, application_id, interaction_token, user_id, guild_id, locale, "order", quality,
        attachment_size_limit, file_name, priority, created_at)
     select gen_random_uuid(), 'copy ' || i, application_id, interaction_token, i, 'copy', locale, "order", quality,
            attachment_size_limit, file_name, priority - i / 3, created_at
     from atelier.jobs, generate_series(1, $1) i`,
    [COUNT],
  );
  await pool.query(
    `insert into pgboss.job (name, data, priority)
     select 'style-fast', '{}', -i from generate_series(1, $1) i`,
    [COUNT],
  );
  await pool.query(`update atelier.jobs set user_id = 'last' where interaction_id = 'copy ${COUNT}'`);
  const rowsOf = async (ask: () => Promise<unknown>) => {
    // what a transaction has read is told together with what the ones before it have not reported yet, for a second
    const read = async () => {
      const { rows } = await kept.query(
        `select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables
         where relname in ('jobs', 'job_common')`,
      );
      return rows[0].rows as number;
    };
    await kept.query('begin');
    const before = await read();
    await ask();
    const after = await read();
    await kept.query('rollback');
    return after - before;
  };
  const taken = await rowsOf(async () => assert.equal((await take('style-fast')).length, 1));
  assert.ok(taken > 0 && taken < 20, `${taken} rows are read to take a job`);
  const server = { guildId: 'copy', line: 'fast', quality: 'fast' } as const;
  const last = await rowsOf(async () => assert.ok(await lastOfServer(kept, server, 2 ** 31 - 1)));
  assert.ok(last < 5, `${last} rows are read for the last of a server`);
  const turns = await rowsOf(() => laterTurns(kept, server, 0));
  assert.ok(turns < 20, `${turns} rows are read for later turns`);
  await pool.query('vacuum analyze atelier.jobs, pgboss.job');

  const { lines, mine } = await viewQueue(workshop, 'last');
  assert.equal(lines.fast.waiting, COUNT + 1);
  // others are due in the same second
  assert.ok(mine[0]!.place > COUNT - 3 && mine[0]!.place <= COUNT + 1, `${mine[0]!.place}`);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const viewed = await quickest(() => viewQueue(workshop, 'last'));
  delay.disable();
  const busiest = (delay.max / 1e6).toFixed(1);
  test.diagnostic(
    `the view of the queue takes ${viewed.toFixed(1)} ms and more, and the event loop waits ${busiest} ms at most`,
  );
  let persons = 0;
  const submitting = (quality: 'fast' | 'high') =>
    quickest(() => submitJob(workshop, someRequest({ userId: `${900 + ++persons}`, quality }), somePhoto));
  const [behind, alone] = [await submitting('fast'), await submitting('high')];
  test.diagnostic(
    `a submit behind all of them takes ${behind.toFixed(1)} ms and more, into an empty line ${alone.toFixed(1)}`,
  );

  const explain = async (sql: string, values: unknown[]) => {
    const { rows } = await pool.query(`explain (analyze, format json) ${sql}`, values);
    return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
  };
  const job = mine[0]!.jobId;
  const { rows } = await pool.query(`select held_by as by from atelier.seats where name = 'supervisor'`);
  for (const [name, sql, values] of [
    ['the head', HEAD_OF_LINES, [[job], 200]],
    ['a rank and the count', RANKS, [[job], ['fast', 'high']]],
    [
      'the supervisor’s walk',
      WALK,
      [rows[0]?.by, ['style-fast', 'deliver'], 30, ['style-fast'], 0, ['deliver']],
    ],
    ['the supervisor’s look', SUPERVISE, [rows[0]?.by, ['style-fast', 'style-high'], 30]],
    ['a look', LOOK, ['me', null, null, 9, ['style-fast', 'style-high']]],
  ] as const) {
    const nodes = await explain(sql, values as unknown as unknown[]);
    const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Rows'] > 1000);
    assert.deepEqual(whole, [], name);
    const listed = nodes.filter(
      (node) => /^(Index Scan|Bitmap Heap Scan)$/.test(node['Node Type']) && node['Actual Rows'] > 1000,
    );
    // what counts does so in the index alone
    assert.deepEqual(listed, [], name);
  }
});

/** Notes where everything begins, as the supervisor does. */
const walk = ({ pool }: Workshop) =>
  superviseSeat(pool, 'test', SUPERVISED, true).then((seen) => assert.ok(seen, 'the seat is the test’s'));

/** A database whose supervisor is the test, and on which somebody holds a transaction open. */
async function withHolder(test: TestContext): Promise<{ workshop: Workshop; pagesOf: PagesOf }> {
  const { workshop, url, closers } = await withDatabase(test);
  const { pool } = workshop;
  await workshop.watch.stop();
  await pool.query(
    `update atelier.seats set held_by = 'test', held_until = 'infinity' where name = 'supervisor'`,
  );
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  closers.push(() => holder.end());
  await holder.query('begin isolation level repeatable read; select count(*) from pgboss.job');
  const client = await pool.connect();
  closers.push(async () => client.release(true));
  const pagesOf = async (call: string, change = '') => {
    const run = async () => {
      await client.query(`begin; ${change}`);
      const { rows } = await client.query(`explain (analyze, buffers, format json) select * from ${call}`);
      await client.query('rollback');
      return rows[0]['QUERY PLAN'][0].Plan;
    };
    // the first one looks at the catalogues too
    await run();
    const plan = await run();
    assert.equal(plan['Actual Rows'], 1, call);
    return plan['Shared Hit Blocks'] as number;
  };
  return { workshop, pagesOf };
}
type PagesOf = (call: string, change?: string) => Promise<number>;

const TAKE = `atelier.take('style-fast', 1, 'w', 30, 60)`;
/** SQL: the moment so many ms ago, and the priority of a job that is due then. */
const ago = (ms: string | number) => `now() - ${ms} * interval '1 ms'`;
const dueAgo = (ms: string | number) =>
  `(${SUPERVISED.beginning} - floor(extract(epoch from ${ago(ms)})))::integer`;

it('a transaction held open elsewhere makes nobody read what has ended since, however lately', async (test) => {
  const { workshop, pagesOf } = await withHolder(test);
  const { pool } = workshop;
  const ended = 3000;
  await pool.query(
    `insert into pgboss.job (name, data, priority, created_on)
     select name, '{}', case name when 'deliver' then 0 else -order_of end, now() - interval '1 minute' - order_of * interval '1 ms'
     from generate_series(1, $1) i, lateral (select i * 7919 % $1 as order_of) t, unnest(array['style-fast', 'deliver']) name`,
    [ended],
  );
  await pool.query(`update pgboss.job set state = 'completed' where name in ('style-fast', 'deliver')`);
  await walk(workshop);
  // of the second since, with the claims' word of how far they are
  const lately = 600;
  await pool.query(
    `insert into pgboss.job (name, data, priority, created_on)
     select 'style-fast', '{}', ${dueAgo('ms')}, ${ago('ms')}
     from generate_series(1, $1) i, lateral (select 1.5 * (i * 7919 % $1) as ms) t`,
    [lately],
  );
  await pool.query(`do $$ begin for i in 1..${lately} loop perform from ${TAKE}; end loop; end $$`);
  const { rows } = await pool.query(`select from pgboss.job where name = 'style-fast' and state < 'active'`);
  assert.equal(rows.length, 0, 'all are taken');
  await submitJob(workshop, someRequest(), somePhoto);
  const reached = await pagesOf(TAKE);
  const unsaid = await pagesOf(TAKE, `select setval('atelier.reached_fast', 0)`);
  await walk(workshop);
  const noted = await pagesOf(TAKE);
  const without = await pagesOf(TAKE, 'update atelier.seats set heads_at = null');
  test.diagnostic(
    `pages looked at to take a job after ${ended}, and ${lately} in the last second: ${reached}, ${noted} after another walk, ` +
      `${unsaid} where no claim said how far the line is taken, and ${without} without the note`,
  );
  assert.ok(unsaid > 3 * reached, `${reached} and ${unsaid} pages`);
  assert.ok(without > 5 * noted, `${noted} and ${without} pages`);
  // of those that are due later, as a server's many
  await pool.query(
    `insert into pgboss.job (name, data, priority)
     select 'style-fast', '{}', ${dueAgo('-1000 * i')} from generate_series(1, $1) j, lateral (select 60 + j * 7919 % $1 as i) t`,
    [lately],
  );
  await walk(workshop);
  await pool.query(`do $$ begin for i in 1..${lately} loop perform from ${TAKE}; end loop; end $$`);
  const ahead = await pagesOf(TAKE);
  const behind = await pagesOf(TAKE, `select setval('atelier.ahead_fast', 0)`);
  assert.ok(behind > 3 * ahead, `${ahead} and ${behind} pages for one that is due later`);
  await workshop.boss.send('deliver', { jobId: '1' });
  const delivery = await pagesOf(`atelier.fetch('deliver', 1)`);
  const ofAll = await pagesOf(`atelier.fetch('deliver', 1)`, 'update atelier.seats set heads_at = null');
  assert.ok(ofAll > 5 * delivery, `${delivery} and ${ofAll} pages for a delivery`);
});

it('of those that were ordered before the second at which they are due, each is taken', async (test) => {
  const { workshop } = await withHolder(test);
  const { pool } = workshop;
  await pool.query(
    `insert into pgboss.job (name, data, priority, created_on)
     select 'style-fast', '{}', ${dueAgo('1000 * (i / 3)')}, ${ago('(5000 + i)')} from generate_series(3, 11) i`,
  );
  await walk(workshop);
  const taken = [];
  for (let i = 0; i < 9; i++) {
    taken.push(await takeJobs(pool, { queue: 'style-fast', most: 1, workerId: 'w' }));
  }
  assert.ok(
    taken.every((jobs) => jobs.length === 1),
    'three of each of three seconds',
  );
});

it('what was put back, and what came late, is found by the supervisor’s walk', async (test) => {
  const { workshop } = await withHolder(test);
  const { pool } = workshop;
  await walk(workshop);
  const first = await submitJob(workshop, someRequest({ userId: '1' }), somePhoto);
  await sleep(300);
  const take = async () => (await takeJobs(pool, { queue: 'style-fast', most: 1, workerId: 'w' }))[0]?.entry;
  const second = await submitJob(workshop, someRequest({ userId: '2' }), somePhoto);
  await sleep(300);
  assert.deepEqual([(await take())?.id, (await take())?.id], [first.jobId, second.jobId]);
  // it took longer to be written than others took to be taken: of the first one's moment, and the line is taken beyond that
  const late = async () => {
    const { rows } = await pool.query(
      `insert into pgboss.job (name, data, priority, created_on)
       select name, '{}', priority, created_on from pgboss.job where id = $1 returning id`,
      [first.jobId],
    );
    return { queue: 'style-fast', jobId: rows[0].id as string, channel: null };
  };
  const came = await late();
  assert.equal(await take(), undefined, 'the line is taken up to later');
  await comeLate(pool, came);
  assert.equal((await take())?.id, came.jobId, 'that it came late was said');
  await comeLate(pool, came);
  assert.equal(await take(), undefined, 'no more than once');
  await late();
  await handBack(pool, { queue: 'style-fast', id: first.jobId, retryCount: 0 });
  await walk(workshop);
  const found = [await take(), await take()];
  assert.ok(found.every((entry) => entry !== undefined));
  assert.ok(found.some((entry) => entry?.id === first.jobId));
  // deliveries lead on in the same way
  const fetch = async () => (await fetchEntries(pool, 'deliver', 1))[0]?.data.jobId;
  await workshop.boss.send('deliver', { jobId: '1' });
  await sleep(300);
  assert.deepEqual([await fetch(), await fetch()], ['1', undefined]);
  await pool.query(
    `insert into pgboss.job (name, data, created_on)
     select name, '{"jobId": "late"}', created_on - interval '100 ms' from pgboss.job where data ->> 'jobId' = '1'`,
  );
  await workshop.boss.send('deliver', { jobId: '2' });
  assert.deepEqual([await fetch(), await fetch()], ['2', undefined]);
  await walk(workshop);
  assert.equal(await fetch(), 'late');
});
