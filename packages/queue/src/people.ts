import { DEFAULT_PERSON, findLiked, findPerson, Person, savePerson } from './store/people.ts';
import { lockPerson } from './store/waiting.ts';
import { repeatable } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export type { Person };

/** What a person decided for their own orders; the defaults for one who has decided nothing. */
export async function readPerson({ pool }: Workshop, userId: string): Promise<Person> {
  return (await findPerson(pool, userId)) ?? { ...DEFAULT_PERSON };
}

/** Names of presets that a person marked, and then of those that they paint with, the most used first. */
export async function likedPresets({ pool }: Workshop, userId: string): Promise<string[]> {
  return findLiked(pool, userId);
}

/** Changes what is given and leaves the rest; answers the whole. */
export async function writePerson(
  { pool }: Workshop,
  userId: string,
  change: (person: Person) => Partial<Person>,
): Promise<Person> {
  return repeatable(pool, async (client) => {
    await lockPerson(client, userId);
    const before = (await findPerson(client, userId)) ?? { ...DEFAULT_PERSON };
    const after = Person.parse({ ...before, ...change(before) });
    await savePerson(client, userId, after);
    return after;
  });
}
