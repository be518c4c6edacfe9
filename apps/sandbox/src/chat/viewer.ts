import type { APIUser } from 'discord-api-types/v10';
import type { Context } from 'hono';
import { DEFAULT_PERSON } from '../people.ts';
import type { World } from '../world.ts';

/** Who looks at the page, and in which language Discord would speak to them. */
export interface Viewer {
  user: APIUser;
  locale: string;
}

/** The page names its person in every request (`?as=mika&locale=de`); the sandbox believes it. */
export function viewerOf(world: World, c: Context): Viewer {
  const name = c.req.query('as') ?? DEFAULT_PERSON;
  const known = world.people.all().find((person) => person.username === name);
  return {
    user: known ?? world.people.named(DEFAULT_PERSON),
    locale: /^[a-z]{2}(-[A-Z0-9]{2,3})?$/.exec(c.req.query('locale') ?? '')?.[0] ?? 'en-US',
  };
}
