import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { rowOf, rowsOf } from './rows.ts';

/** What a person decided for their own orders. */
export const Person = z.strictObject({
  /** null: as the server or the preset has it */
  quality: z.enum(QUALITIES).nullable(),
  strength: z.int().min(0).max(100).nullable(),
  /** longer side in pixels */
  size: z.int().min(64).max(2048).nullable(),
  /** replies are seen by the person alone */
  private: z.boolean(),
  /** others may paint the photos behind the person's public pictures again */
  sharePhotos: z.boolean(),
  /** names of presets that are offered first */
  favourites: z.array(z.string().max(100)).max(25),
});
export type Person = z.output<typeof Person>;

export const DEFAULT_PERSON: Readonly<Person> = {
  quality: null,
  strength: null,
  size: null,
  private: false,
  sharePhotos: false,
  favourites: [],
};

export async function findPerson(db: Queryable, userId: string): Promise<Person | null> {
  return rowOf(
    db,
    Person,
    `select quality, strength, size, private, share_photos as "sharePhotos", favourites
     from atelier.people where user_id = $1`,
    [userId],
  );
}

/** Writes the whole row. */
export async function savePerson(db: Queryable, userId: string, person: Person): Promise<void> {
  const { quality, strength, size, private: hidden, sharePhotos, favourites } = person;
  await db.query(
    `insert into atelier.people (user_id, quality, strength, size, private, share_photos, favourites)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (user_id) do update
     set quality = $2, strength = $3, size = $4, private = $5, share_photos = $6, favourites = $7, updated_at = now()`,
    [userId, quality, strength, size, hidden, sharePhotos, favourites],
  );
}

/** Marked presets in their order, then used ones; jobs are kept for a month. */
export async function findLiked(db: Queryable, userId: string): Promise<string[]> {
  const rows = await rowsOf(
    db,
    z.object({ name: z.string() }),
    `select name from (
       select name, place, 0 as uses, null as last
       from atelier.people, unnest(favourites) with ordinality as marked (name, place) where user_id = $1
       union all
       select "order" ->> 'preset', null, count(*), max(created_at)
       from atelier.jobs where user_id = $1 group by 1
     ) liked (name, place, uses, last)
     order by place nulls last, uses desc, last desc limit 50`,
    [userId],
  );
  return [...new Set(rows.map(({ name }) => name))];
}
