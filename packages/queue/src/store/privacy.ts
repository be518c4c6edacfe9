import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { CANCELLED } from './open-interactions.ts';
import { announcePresets } from './presets.ts';
import { rowsOf } from './rows.ts';

/** All that is kept of a person, and taking it away. */

const AnyRow = z.record(z.string(), z.unknown());
export type AnyRow = z.output<typeof AnyRow>;
const Wrapped = z.object({ row: AnyRow });

/** Rows that are a person's, by table, without bytes, and without the secrets that answer an interaction. */
export async function rowsOfPerson(db: Queryable, userId: string): Promise<Record<string, AnyRow[]>> {
  const read = async (sql: string) => {
    const rows = await rowsOf(db, Wrapped, sql, [userId]);
    return rows.map(({ row }) => row);
  };
  return {
    jobs: await read(
      `select to_jsonb(j) - 'interaction_token' as row from atelier.jobs j where user_id = $1 order by created_at`,
    ),
    results: await read(
      `select to_jsonb(r) - 'picture' - 'fallback' - 'plot' as row
       from (select r.job_id, r.attempt, r.picture_type, r.width, r.height, r.seconds, r.iterations, r.seed,
                    r.engine, r.device, r.losses, r.network, r.version, r.moving, r.created_at
             from atelier.results r join atelier.jobs j on j.id = r.job_id
             where j.user_id = $1 order by r.created_at) r`,
    ),
    people: await read(`select to_jsonb(p) as row from atelier.people p where user_id = $1`),
    interactions: await read(
      `select to_jsonb(i) - 'token' - 'payload' as row from atelier.interactions i where user_id = $1`,
    ),
    forms: await read(`select to_jsonb(f) as row from atelier.forms f where user_id = $1`),
    lessons: await read(
      `select to_jsonb(l) as row
       from (select id, interaction_id, guild_id, user_id, locale, title, artist, year, moods, state, attempt,
                    fraction, error_code, error_data, preset, seconds, created_at, started_at, ended_at
             from atelier.lessons where user_id = $1 order by created_at) l`,
    ),
    presets: await read(
      `select to_jsonb(p) as row
       from (select name, guild_id, title, artist, year, moods, fast, digest, made_by, created_at
             from atelier.presets where made_by = $1 order by created_at) p`,
    ),
    settings: await read(
      `select jsonb_build_object('guild_id', guild_id, 'updated_by', updated_by, 'updated_at', updated_at) as row
       from atelier.settings where updated_by = $1`,
    ),
    departures: await read(
      `select to_jsonb(d) as row from atelier.departures d where kind = 'person' and id = $1`,
    ),
  };
}

const JobId = z.object({
  id: z.string(),
  open: z.boolean(),
  channelId: z.string().nullable(),
  messageId: z.string().nullable(),
});
type PersonsJob = z.output<typeof JobId>;

/** Ids of a person's jobs, oldest first. */
export async function jobsOfPerson(db: Queryable, userId: string): Promise<PersonsJob[]> {
  return rowsOf(
    db,
    JobId,
    `select id, state in ('waiting', 'painting') as open, channel_id as "channelId", message_id as "messageId"
     from atelier.jobs where user_id = $1 order by created_at`,
    [userId],
  );
}

/** Files of a person's beside those of jobs: paintings that are still to be learnt, and presets that came of others. */
export async function filesOfPerson(
  db: Queryable,
  userId: string,
): Promise<{ name: string; bytes: Uint8Array }[]> {
  return rowsOf(
    taking(db, 'pictures'),
    z.object({ name: z.string(), bytes: z.instanceof(Uint8Array) }),
    `select id || '/painting' as name, painting as bytes from atelier.lessons
     where user_id = $1 and painting is not null
     union all
     select 'presets/' || name || '.safetensors', bytes from atelier.presets where made_by = $1`,
    [userId],
  );
}

/** Ids of a person's or a server's lessons that wait or are learnt. */
export async function openLessonsOf(
  db: Queryable,
  whose: { userId: string } | { guildId: string },
): Promise<{ id: string; guildId: string }[]> {
  const [column, id] = 'userId' in whose ? ['user_id', whose.userId] : ['guild_id', whose.guildId];
  return rowsOf(
    db,
    z.object({ id: z.string(), guildId: z.string() }),
    `select id, guild_id as "guildId" from atelier.lessons
     where ${column} = $1 and state in ('waiting', 'learning')`,
    [id],
  );
}

/**
 * Photos and pictures go with their jobs. Jobs of others that took over a photo keep their copy, and a preset that its
 * server paints with stays the server's, without a word of who had it learnt.
 */
export async function deletePerson(db: Queryable, userId: string): Promise<number> {
  const { rowCount } = await taking(db, 'pictures').query('delete from atelier.jobs where user_id = $1', [
    userId,
  ]);
  await db.query(`delete from atelier.interactions where user_id = $1 and held_by = $2`, [userId, CANCELLED]);
  // what is being taken just now does not become a job any more
  await db.query(`update atelier.interactions set cancelled_by = 'erased' where user_id = $1`, [userId]);
  await db.query('delete from atelier.people where user_id = $1', [userId]);
  await db.query('delete from atelier.forms where user_id = $1', [userId]);
  await db.query(`delete from atelier.departures where kind = 'person' and id = $1`, [userId]);
  await db.query('delete from atelier.lessons where user_id = $1', [userId]);
  await db.query('update atelier.presets set made_by = null where made_by = $1', [userId]);
  await db.query('update atelier.settings set updated_by = null where updated_by = $1', [userId]);
  await db.query('update atelier.jobs set cancelled_by = null where cancelled_by = $1', [userId]);
  return rowCount ?? 0;
}

export async function deleteServer(db: Queryable, guildId: string): Promise<void> {
  await taking(db, 'pictures').query('delete from atelier.jobs where guild_id = $1', [guildId]);
  await db.query('delete from atelier.lessons where guild_id = $1', [guildId]);
  const { rowCount } = await db.query('delete from atelier.presets where guild_id = $1', [guildId]);
  if (rowCount) await announcePresets(db);
  await db.query('delete from atelier.settings where guild_id = $1', [guildId]);
  await db.query(`delete from atelier.departures where kind = 'server' and id = $1`, [guildId]);
}

export type Departed = 'person' | 'server';

export async function noteDeparture(db: Queryable, kind: Departed, id: string): Promise<void> {
  await db.query('insert into atelier.departures (kind, id) values ($1, $2) on conflict do nothing', [
    kind,
    id,
  ]);
}

export async function forgetDeparture(db: Queryable, kind: Departed, id: string): Promise<void> {
  await db.query('delete from atelier.departures where kind = $1 and id = $2', [kind, id]);
}

/** Those whose period of grace is over. */
export async function findDepartures(db: Queryable, days: number): Promise<{ kind: Departed; id: string }[]> {
  return rowsOf(
    db,
    z.object({ kind: z.enum(['person', 'server']), id: z.string() }),
    `select kind, id from atelier.departures where left_at < now() - $1 * interval '1 day'`,
    [days],
  );
}

/**
 * Notes of which servers the application is a member now: a server that was known and is not among them has gone, one
 * that is back has not. What is known of a server is its row of settings.
 */
export async function noteServers(db: Queryable, guildIds: readonly string[]): Promise<number> {
  await db.query('insert into atelier.settings (guild_id) select unnest($1::text[]) on conflict do nothing', [
    guildIds,
  ]);
  await db.query(`delete from atelier.departures where kind = 'server' and id = any($1::text[])`, [guildIds]);
  const { rowCount } = await db.query(
    `insert into atelier.departures (kind, id)
     select 'server', guild_id from atelier.settings where guild_id <> all($1::text[])
     on conflict do nothing`,
    [guildIds],
  );
  return rowCount ?? 0;
}
