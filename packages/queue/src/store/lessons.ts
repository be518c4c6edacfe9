import { z } from 'zod';
import { taking } from '../connections.ts';
import type { Queryable } from '../transaction.ts';
import { errorData } from './jobs.ts';
import { onlyRow, rowOf, rowsOf } from './rows.ts';

/** Paintings on their way to become presets. */

export const LESSON_STATES = ['waiting', 'learning', 'done', 'failed'] as const;

const LessonRow = z.object({
  id: z.string(),
  applicationId: z.string(),
  interactionToken: z.string(),
  userId: z.string(),
  guildId: z.string(),
  locale: z.string(),
  title: z.string(),
  artist: z.string(),
  year: z.string(),
  moods: z.array(z.string()),
  state: z.enum(LESSON_STATES),
  attempt: z.int(),
  /** part that is done, 0 to 1 */
  fraction: z.number(),
  errorCode: z.string().nullable(),
  errorData,
  /** name of the preset that came of it */
  preset: z.string().nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
});
export type Lesson = z.output<typeof LessonRow>;

const COLUMNS = `id, application_id as "applicationId", interaction_token as "interactionToken",
  user_id as "userId", guild_id as "guildId", locale, title, artist, year, moods, state, attempt, fraction,
  error_code as "errorCode", error_data as "errorData", preset, created_at as "createdAt", started_at as "startedAt"`;

export type NewLesson = Pick<
  Lesson,
  | 'id'
  | 'applicationId'
  | 'interactionToken'
  | 'userId'
  | 'guildId'
  | 'locale'
  | 'title'
  | 'artist'
  | 'year'
  | 'moods'
> & { interactionId: string; painting: Uint8Array };

/** `interaction_id` is unique: a second one fails the transaction. */
export async function insertLesson(db: Queryable, lesson: NewLesson): Promise<void> {
  await taking(db, 'pictures').query(
    `insert into atelier.lessons (id, interaction_id, application_id, interaction_token, user_id, guild_id, locale,
                                  title, artist, year, moods, painting)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      lesson.id,
      lesson.interactionId,
      lesson.applicationId,
      lesson.interactionToken,
      lesson.userId,
      lesson.guildId,
      lesson.locale,
      lesson.title,
      lesson.artist,
      lesson.year,
      lesson.moods,
      Buffer.from(lesson.painting),
    ],
  );
}

export async function findLesson(db: Queryable, id: string): Promise<Lesson | null> {
  return rowOf(db, LessonRow, `select ${COLUMNS} from atelier.lessons where id = $1`, [id]);
}

/** Of a server: those that are open, and those that failed within so many hours. The newest first. */
export async function findLessons(db: Queryable, guildId: string, failedHours: number): Promise<Lesson[]> {
  return rowsOf(
    db,
    LessonRow,
    `select ${COLUMNS} from atelier.lessons
     where guild_id = $1
       and (state in ('waiting', 'learning')
            or (state = 'failed' and error_code is distinct from 'job.cancelled'
                and ended_at > now() - $2 * interval '1 hour'))
     order by created_at desc limit 5`,
    [guildId, failedHours],
  );
}

/** Whether a server has a preset, or one on its way, that is called like this. */
export async function titleTaken(db: Queryable, guildId: string, title: string): Promise<boolean> {
  const row = await onlyRow(
    db,
    z.object({ taken: z.boolean() }),
    `select exists (select from atelier.presets where guild_id = $1 and lower(title) = lower($2))
         or exists (select from atelier.lessons
                    where guild_id = $1 and lower(title) = lower($2) and state in ('waiting', 'learning')) as taken`,
    [guildId, title],
  );
  return row.taken;
}

/** Lessons of a server that wait or are learnt. */
export async function countLessons(db: Queryable, guildId: string): Promise<number> {
  const row = await onlyRow(
    db,
    z.object({ count: z.int() }),
    `select count(*)::int as count from atelier.lessons where guild_id = $1 and state in ('waiting', 'learning')`,
    [guildId],
  );
  return row.count;
}

/** Seconds that learning took on the median of the last ones; null: nobody has learnt anything yet. */
export async function usualSeconds(db: Queryable): Promise<number | null> {
  const row = await onlyRow(
    db,
    z.object({ seconds: z.number().nullable() }),
    `select percentile_cont(0.5) within group (order by seconds) as seconds
     from (select seconds from atelier.lessons where state = 'done' order by ended_at desc limit 9) last`,
  );
  return row.seconds;
}

const Claimed = LessonRow.extend({ painting: z.instanceof(Uint8Array) });
export type ClaimedLesson = z.output<typeof Claimed>;

/** Makes `attempt` the one that may write; null when it has ended, or a newer attempt has it. */
export async function claimLesson(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number },
): Promise<ClaimedLesson | null> {
  return rowOf(
    taking(db, 'pictures'),
    Claimed,
    `update atelier.lessons
     set state = 'learning', attempt = $2, fraction = 0, started_at = now()
     where id = $1 and attempt <= $2 and state in ('waiting', 'learning') and painting is not null
     returning ${COLUMNS}, painting`,
    [id, attempt],
  );
}

type Attempt = Pick<Lesson, 'id' | 'attempt'>;

/** False when a newer attempt has it, or it has ended. */
export async function updateFraction(
  db: Queryable,
  { id, attempt }: Attempt,
  fraction: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update atelier.lessons set fraction = $3 where id = $1 and attempt = $2 and state = 'learning'`,
    [id, attempt, fraction],
  );
  return rowCount === 1;
}

/** It waits for its next attempt. */
export async function lessonWaits(db: Queryable, { id, attempt }: Attempt): Promise<void> {
  await db.query(
    `update atelier.lessons set state = 'waiting', fraction = 0
     where id = $1 and attempt = $2 and state = 'learning'`,
    [id, attempt],
  );
}

/**
 * `card`: what /styles shows of it, which takes the place of the painting as it was sent. False when a newer attempt has
 * it, or it has ended.
 */
export async function endLesson(
  db: Queryable,
  { id, attempt }: Attempt,
  { preset, seconds, card }: { preset: string; seconds: number; card: Uint8Array },
): Promise<boolean> {
  const { rowCount } = await taking(db, 'pictures').query(
    `update atelier.lessons
     set state = 'done', preset = $3, seconds = $4, fraction = 1, painting = $5, ended_at = now()
     where id = $1 and attempt = $2 and state = 'learning'`,
    [id, attempt, preset, seconds, Buffer.from(card)],
  );
  return rowCount === 1;
}

/** The card of a preset; null: there is none (any more). */
export async function findCard(
  db: Queryable,
  { name, guildId }: { name: string; guildId: string },
): Promise<Uint8Array | null> {
  const row = await rowOf(
    taking(db, 'pictures'),
    z.object({ painting: z.instanceof(Uint8Array) }),
    `select painting from atelier.lessons
     where guild_id = $2 and preset = $1 and state = 'done' and painting is not null
     order by ended_at desc limit 1`,
    [name, guildId],
  );
  return row?.painting ?? null;
}

/** The cards of a preset that is there no more. */
export async function forgetCards(db: Queryable, name: string): Promise<void> {
  await db.query(`update atelier.lessons set painting = null where preset = $1 and state = 'done'`, [name]);
}

/** `attempt` null: whichever was the last. The lesson as it was then; null when it had ended, or a newer attempt has it. */
export async function failLesson(
  db: Queryable,
  { id, attempt }: { id: string; attempt: number | null },
  { code, data }: { code: string; data: object },
): Promise<Lesson | null> {
  return rowOf(
    db,
    LessonRow,
    `update atelier.lessons
     set state = 'failed', error_code = $3, error_data = $4, painting = null, ended_at = now()
     where id = $1 and ($2::int is null or attempt = $2) and state in ('waiting', 'learning')
     returning ${COLUMNS}`,
    [id, attempt, code, JSON.stringify(data)],
  );
}

/** What nobody has begun for so long. */
export async function findStaleLessons(db: Queryable, hours: number): Promise<Attempt[]> {
  return rowsOf(
    db,
    LessonRow.pick({ id: true, attempt: true }),
    `select id, attempt from atelier.lessons where state = 'waiting' and created_at < now() - $1 * interval '1 hour'`,
    [hours],
  );
}

/** Takes tokens away that are dead, and rows that are old, but for those with the card of a preset that is there. */
export async function purgeLessons(
  db: Queryable,
  { tokenSeconds, keepDays }: { tokenSeconds: number; keepDays: number },
): Promise<number> {
  await db.query(
    `update atelier.lessons set interaction_token = ''
     where interaction_token <> '' and created_at < now() - $1 * interval '1 second'`,
    [tokenSeconds],
  );
  const { rowCount } = await db.query(
    `delete from atelier.lessons l
     where ended_at < now() - $1 * interval '1 day'
       and (painting is null
            or not exists (select from atelier.presets p where p.name = l.preset and p.guild_id = l.guild_id))`,
    [keepDays],
  );
  return rowCount ?? 0;
}
