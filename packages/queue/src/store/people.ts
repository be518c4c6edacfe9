import { QUALITIES } from '@atelier/contract/order.ts';
import { z } from 'zod';
import type { Queryable } from '../transaction.ts';
import { rowOf } from './rows.ts';

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
