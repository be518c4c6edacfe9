import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it, type TestContext } from 'node:test';
import type { ClaimedJob } from '@atelier/contract/job.ts';
import { orderOf } from '@atelier/contract/order.ts';
import { Order } from '@atelier/contract/order-schema.ts';
import { workDeliveries } from '@atelier/discord/deliver.ts';
import { createDiscordApi } from '@atelier/discord/webhook.ts';
import { findJob } from '@atelier/queue/find-jobs.ts';
import { historyOf } from '@atelier/queue/history.ts';
import { recordResult } from '@atelier/queue/results.ts';
import { readSettings } from '@atelier/queue/settings.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import { workJobs } from '@atelier/queue/work.ts';
import { openWorkshop } from '@atelier/queue/workshop.ts';
import pg from 'pg';
import { emptyDatabase, testLog } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { somePhoto, someRequest, someResult } from '../support/request.ts';
import { isResult, startWebhook } from '../support/webhook.ts';

const FIXTURE = new URL('../fixtures/version-0.1.0.sql', import.meta.url);

/** A database as version 0.1.0 left it a moment ago. */
async function oldDatabase(test: TestContext, closers: (() => Promise<void>)[]): Promise<string> {
  const url = await emptyDatabase(test, closers);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(await readFile(FIXTURE, 'utf8'));
  await client.query('set search_path = public');
  const { rows: columns } = await client.query<{ name: string; column: string }>(`
    select c.oid::regclass::text as name, quote_ident(a.attname) as column
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace::regnamespace::text in ('atelier', 'pgboss') and c.relkind in ('r', 'p')
      and not c.relispartition and a.atttypid = 'timestamptz'::regtype`);
  assert.ok(columns.length > 20, 'the times of jobs and queue entries are found');
  const { rows } = await client.query('select now() - max(created_at) as age from atelier.jobs');
  for (const { name, column } of columns) {
    await client.query(`update ${name} set ${column} = ${column} + $1::interval`, [rows[0].age]);
  }
  await client.end();
  return url;
}

interface Row {
  id: string;
  file_name: string;
  state: string;
  delivery: string;
  attempt: number;
}

describe('a database that version 0.1.0 filled', () => {
  it('is taken over: nothing is lost, painted twice or told twice', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const url = await oldDatabase(test, closers);
    const workshop = await openWorkshop({ databaseUrl: url, log: testLog });
    closers.push(() => workshop.close());
    const discord = await startWebhook();
    closers.push(discord.close);
    const rows = async () => {
      const found = await workshop.pool.query<Row>(
        'select id, file_name, state, delivery, attempt from atelier.jobs',
      );
      return new Map(found.rows.map((row) => [row.file_name.replace('.jpg', ''), row]));
    };
    const before = await rows();
    assert.deepEqual([...before.keys()].sort(), [
      'cancelled',
      'delivered',
      'failed',
      'own',
      'painting',
      'undelivered',
      'waiting',
    ]);

    const painted: ClaimedJob[] = [];
    const working = await workJobs(workshop, {
      qualities: ['fast', 'high'],
      workerId: 'd3b07384-d9a0-4c9b-8f3e-000000000002',
      handle: async (job) => {
        painted.push(job);
        await recordResult(workshop, job, someResult({ seed: job.seed }));
      },
    });
    closers.push(() => working.drain(0));
    const deliveries = await workDeliveries(workshop, { api: createDiscordApi(discord.api), asBot: null });
    closers.push(() => deliveries.stop());
    await eventually('everything is told', async () => {
      const all = [...(await rows()).values()];
      return all.every(({ delivery }) => delivery === 'delivered');
    });

    const names = painted.map(({ fileName }) => fileName.replace('.jpg', ''));
    assert.deepEqual(names.toSorted(), ['own', 'painting', 'waiting']);
    const after = await rows();
    const states = Object.fromEntries(
      [...after].map(([name, { state, attempt }]) => [name, [state, attempt]]),
    );
    assert.deepEqual(states, {
      cancelled: ['failed', 0],
      delivered: ['done', 1],
      failed: ['failed', 1],
      own: ['done', 1],
      // its worker was killed: the attempt that it had counts
      painting: ['done', 2],
      undelivered: ['done', 1],
      waiting: ['done', 1],
    });
    const told = discord.requests.filter(isResult).map(({ path }) => /token-\d+/.exec(path)?.[0]);
    assert.equal(new Set(told).size, told.length, 'each once');
    // three painted now, one painted before; a fifth request says that one was cancelled
    assert.equal(told.length, 4);
    assert.equal(discord.requests.length, 5);

    const waiting = painted.find(({ fileName }) => fileName === 'waiting.jpg')!;
    assert.deepEqual(
      orderOf(waiting),
      Order.parse({
        preset: 'udnie',
        quality: 'high',
        strength: 40,
        blend: 'great-wave',
        blendShare: 20,
        keepColours: true,
        size: 300,
        seed: 99,
      }),
    );
    assert.deepEqual([waiting.spoiler, waiting.watermark], [true, true]);
    const own = painted.find(({ fileName }) => fileName === 'own.jpg')!;
    assert.deepEqual([own.preset, [...own.style!], [...own.photo]], ['own-style', [5, 6], [1, 2, 3, 4]]);
    const delivered = (await findJob(workshop, before.get('delivered')!.id))!;
    assert.deepEqual(
      [delivered.strength, delivered.blend, delivered.blendShare, delivered.keepColours, delivered.size],
      [85, 'great-wave', 30, true, 640],
    );
    assert.deepEqual(
      [delivered.messageId, delivered.deliveredBy, delivered.hasPicture],
      ['777', 'edit', true],
    );
    const history = await historyOf(workshop, delivered.userId);
    assert.deepEqual(
      history.jobs.map(({ id }) => id),
      [delivered.id],
    );
    const settings = await readSettings(workshop, '3000');
    assert.deepEqual(
      [settings.channels, settings.openJobsPerUser, settings.defaultQuality, settings.watermark],
      [['4000'], 2, 'high', true],
    );
  });

  it('is shared with processes of that version until they have drained', async (test) => {
    const closers: (() => Promise<void>)[] = [];
    const workshop = await openWorkshop({ databaseUrl: await oldDatabase(test, closers), log: testLog });
    closers.push(() => workshop.close());

    // as a bot of version 0.1.0 writes it
    const id = '00000000-0000-4000-8000-000000000001';
    await workshop.pool.query(
      `insert into atelier.jobs
         (id, interaction_id, application_id, interaction_token, user_id, guild_id, channel_id, locale,
          preset, quality, size, seed, attachment_size_limit, file_name, strength, blend, keep_colours,
          spoiler, private, watermark, parent_id, priority, blend_share)
       values ($1, '1', '2', 'token', '3', null, null, 'de', 'udnie', 'fast', 800, 12, 1000, 'x.jpg', 55,
               'great-wave', true, false, false, false, null, 0, 35)`,
      [id],
    );
    const ordered: Partial<Order> & Pick<Order, 'preset' | 'quality'> = {
      ...{ preset: 'udnie', quality: 'fast', strength: 55, blend: 'great-wave', blendShare: 35 },
      ...{ keepColours: true, size: 800, seed: 12 },
    };
    assert.deepEqual(orderOf((await findJob(workshop, id))!), Order.parse(ordered));

    // as a worker of version 0.1.0 reads it
    const { jobId } = await submitJob(workshop, someRequest(ordered), somePhoto);
    const { rows } = await workshop.pool.query(
      `select preset, quality, strength, blend, blend_share as "blendShare", keep_colours as "keepColours", size, seed
       from atelier.jobs where id = $1`,
      [jobId],
    );
    assert.deepEqual(rows, [ordered]);
    await workshop.pool.query('update atelier.jobs set strength = 99 where id = $1', [jobId]);
    assert.deepEqual(orderOf((await findJob(workshop, jobId))!), Order.parse({ ...ordered, strength: 99 }));
  });
});
