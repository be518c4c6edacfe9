import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { LIMITS } from '@atelier/contract/limits.ts';
import { eraseDeparted, erasePerson, readPersonsData } from '@atelier/queue/privacy.ts';
import { submitJob } from '@atelier/queue/submit.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { claimJob } from '../support/claim.ts';
import { withDatabase } from '../support/database.ts';
import { somePhoto, someRequest } from '../support/request.ts';

const GRACE = '770000000000000001';
const LINUS = '770000000000000002';
const SERVER = '880000000000000001';

/** Columns that hold the id of a person or a server, under whatever name. A new one is filled in below. */
const COLUMNS = {
  person: [
    'departures.id',
    'forms.user_id',
    'interactions.cancelled_by',
    'interactions.user_id',
    'jobs.cancelled_by',
    'jobs.user_id',
    'lessons.user_id',
    'people.user_id',
    'presets.made_by',
    'settings.updated_by',
  ],
  server: ['departures.id', 'jobs.guild_id', 'lessons.guild_id', 'presets.guild_id', 'settings.guild_id'],
} as const;

const NAMED = {
  person: /(^|_)(user|person|member|owner|author)(_id)?$|_by$/,
  server: /(^|_)(guild|server)(_id)?$/,
};
/** who holds what: processes of the fleet */
const PROCESSES = /held_by$|delivered_by$/;

/** Something of Grace's, and of her server's, wherever there can be. */
async function everywhere(test: TestContext): Promise<Workshop> {
  const { workshop } = await withDatabase(test);
  const { pool } = workshop;
  const ids = { userId: GRACE, guildId: SERVER };
  const { jobId } = await submitJob(workshop, someRequest(ids), somePhoto);
  await claimJob(pool, { jobId, attempt: 1, workerId: 'w' });
  await submitJob(workshop, someRequest({ ...ids, userId: LINUS }), somePhoto);
  await pool.query(`update atelier.jobs set cancelled_by = '${GRACE}'`);
  await pool.query(`insert into atelier.people (user_id) values ('${GRACE}')`);
  await pool.query(`insert into atelier.forms (id, user_id, state) values ('1', '${GRACE}', '{}')`);
  await pool.query(`insert into atelier.settings (guild_id, updated_by) values ('${SERVER}', '${GRACE}')`);
  await pool.query(
    `insert into atelier.interactions (id, application_id, token, user_id, locale, deferral, job_id, payload,
                                       cancelled_by, held_by, held_until)
     values ('2', '1', 't', '${GRACE}', 'en', 'public', gen_random_uuid(), '{}', '${GRACE}', 'b', now())`,
  );
  await pool.query(
    `insert into atelier.lessons (id, interaction_id, application_id, interaction_token, user_id, guild_id, locale,
                                  title, artist, year, moods, painting, state, ended_at)
     select gen_random_uuid(), state, '1', 't', '${GRACE}', '${SERVER}', 'en', state, '', '', '{}',
            case state when 'waiting' then '\\x01'::bytea end, state, case state when 'done' then now() end
     from unnest(array['waiting', 'done']) state`,
  );
  await pool.query(
    `insert into atelier.presets (name, guild_id, title, artist, year, moods, fast, bytes, digest, made_by)
     values ('mine', '${SERVER}', 'Mine', '', '', '{}', true, '\\x0102', 'd', '${GRACE}')`,
  );
  await pool.query(
    `insert into atelier.departures (kind, id, left_at)
     values ('person', '${GRACE}', now()), ('server', '${SERVER}', now())`,
  );
  return workshop;
}

/** Columns of the whole database in which an id stands, as table.column. */
async function columnsWith({ pool }: Workshop, id: string): Promise<string[]> {
  const { rows } = await pool.query<{ schema: string; table: string; column: string }>(
    `select c.table_schema as schema, c.table_name as table, c.column_name as column
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema in ('atelier', 'pgboss') and t.table_type = 'BASE TABLE'
     order by 2, 3`,
  );
  const found: string[] = [];
  for (const { schema, table, column } of rows) {
    const { rowCount } = await pool.query(
      `select from "${schema}"."${table}" where "${column}"::text like $1 limit 1`,
      [`%${id}%`],
    );
    if (rowCount) found.push(schema === 'atelier' ? `${table}.${column}` : `${schema}.${table}.${column}`);
  }
  return found;
}

describe('what is kept of a person', () => {
  it('is all known here: a column for an id of somebody is filled in by this test', async (test) => {
    const { workshop } = await withDatabase(test);
    const { rows } = await workshop.pool.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       join information_schema.tables t using (table_schema, table_name)
       where table_schema = 'atelier' and table_type = 'BASE TABLE' and data_type = 'text' order by 1`,
    );
    for (const whose of ['person', 'server'] as const) {
      const named = rows.map(({ name }) => name).filter((name) => NAMED[whose].test(name.split('.')[1]!));
      const known: readonly string[] = COLUMNS[whose];
      assert.deepEqual(
        named.filter((name) => !PROCESSES.test(name) && !known.includes(name)),
        [],
      );
    }
  });

  it('is exported, from every table', async (test) => {
    const workshop = await everywhere(test);
    assert.deepEqual(await columnsWith(workshop, GRACE), COLUMNS.person);
    const { rows, files } = await readPersonsData(workshop, GRACE);
    const tables = new Set(COLUMNS.person.map((column) => column.split('.')[0]!));
    for (const table of tables) {
      assert.ok(rows[table]?.length, table);
      assert.ok(JSON.stringify(rows[table]).includes(GRACE), table);
    }
    assert.doesNotMatch(JSON.stringify(rows), /token"|"\\\\x/);
    assert.deepEqual(
      files.map(({ name, bytes }) => [name.replace(/^[0-9a-f-]{36}/, 'id'), bytes.length]),
      [
        ['id/painting', 1],
        ['presets/mine.safetensors', 2],
      ],
    );
    assert.equal(rows.jobs!.length, 1, 'nothing of anybody else');
  });

  it('is deleted from every table, what is open stopped, and what others have stays theirs', async (test) => {
    const workshop = await everywhere(test);
    await erasePerson(workshop, GRACE);
    // what is acknowledged and not answered yet: it may not become a job, and is purged within the half hour
    const open = ['interactions.user_id'];
    assert.deepEqual(await columnsWith(workshop, GRACE), open);
    assert.deepEqual(await columnsWith(workshop, LINUS), ['jobs.user_id']);
    const { rows } = await workshop.pool.query('select name, made_by from atelier.presets');
    assert.deepEqual(rows, [{ name: 'mine', made_by: null }]);
  });
});

it('what is kept of a server is deleted from every table once its time is over', async (test) => {
  const workshop = await everywhere(test);
  assert.deepEqual(await columnsWith(workshop, SERVER), COLUMNS.server);
  await workshop.pool.query(
    `update atelier.departures set left_at = now() - interval '${LIMITS.graceDays + 1} days' where kind = 'server'`,
  );
  assert.equal(await eraseDeparted(workshop), 1);
  assert.deepEqual(await columnsWith(workshop, SERVER), []);
  const people = await workshop.pool.query('select from atelier.people');
  assert.equal(people.rowCount, 1);
});
