import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { it } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { taking } from '@atelier/queue/connections.ts';
import { viewQueue } from '@atelier/queue/queue-view.ts';
import { takeJobs } from '@atelier/queue/store/claims.ts';
import { LOOK, SUPERVISE, WALK } from '@atelier/queue/store/seats.ts';
import { LAST_OF_SERVER, LAST_TURN, LATER_TURNS } from '@atelier/queue/store/turns.ts';
import { HEAD_OF_LINES, RANKS } from '@atelier/queue/store/waiting.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import pg from 'pg';
import { withDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
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
  await kept.query('begin');
  assert.equal((await take('style-fast')).length, 1);
  const { rows: read } = await kept.query(
    `select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables
     where relname in ('jobs', 'job_common')`,
  );
  assert.ok(read[0].rows > 0 && read[0].rows < 20, `${read[0].rows} rows are read to take a job`);
  await kept.query('rollback');
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
    ['the last of a server', LAST_OF_SERVER, ['copy', 'fast', 2 ** 31 - 1]],
    ['later turns', LATER_TURNS, ['copy', 'fast', 0, LAST_TURN, LIMITS.turnSeconds.fast]],
    ['the supervisor’s walk', WALK, [rows[0]?.by, ['style-fast', 'style-high'], 30, ['style-fast'], 0]],
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
  // pg-boss's own fetch reads its first row from an index that is in its order
  const fetched: Plan[] = [];
  const watching = {
    executeSql: async (text: string, sqlValues?: unknown[]) => {
      fetched.push(...(await explain(text, sqlValues ?? [])));
      return { rows: [] };
    },
  };
  await workshop.boss.fetch('style-fast', { db: watching });
  assert.ok(
    fetched.some((node) => node['Index Name']?.includes('i11')),
    'the fetch reads its index',
  );
  assert.deepEqual(
    fetched.filter((node) => node['Actual Rows'] > 1000 || node['Node Type'] === 'Sort'),
    [],
  );
});

it('a transaction held open elsewhere makes nobody read what has ended since', async (test) => {
  const { workshop, url, closers } = await withDatabase(test);
  const { pool } = workshop;
  const ended = 3000;
  await pool.query(
    `insert into pgboss.job (name, data, priority)
     select 'style-fast', '{}', -(i * 7919 % $1) from generate_series(1, $1) i`,
    [ended],
  );
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  closers.push(() => holder.end());
  await holder.query('begin isolation level repeatable read; select count(*) from pgboss.job');
  await pool.query(`update pgboss.job set state = 'completed' where name = 'style-fast'`);
  await submitJob(workshop, someRequest(), somePhoto);
  const noted = async () => {
    const { rows } = await pool.query(
      `select heads -> 'style-fast' as ends from atelier.seats
       where name = 'supervisor' and heads_at > (select max(created_at) from atelier.jobs)`,
    );
    return rows[0];
  };
  const [first, last] = (await eventually('a note of what waits', noted)).ends;
  assert.ok(first < -ended && first === last);
  const buffersOf = async (change: string) => {
    const client = await pool.connect();
    closers.push(async () => client.release(true));
    const take = async () => {
      await client.query(`begin; ${change}`);
      const { rows } = await client.query(
        `explain (analyze, buffers, format json) select * from atelier.take('style-fast', 1, 'w', 30, 60)`,
      );
      await client.query('rollback');
      return rows[0]['QUERY PLAN'][0].Plan;
    };
    // the first one looks at the catalogues too
    await take();
    const plan = await take();
    assert.equal(plan['Actual Rows'], 1);
    return plan['Shared Hit Blocks'] as number;
  };
  const withNote = await buffersOf(`update atelier.seats set heads_at = now()`);
  const without = await buffersOf(`update atelier.seats set heads_at = null`);
  test.diagnostic(
    `pages looked at to take a job after ${ended}: ${withNote}, and ${without} without the note`,
  );
  assert.ok(without > 5 * withNote, `${withNote} and ${without} pages`);
});
