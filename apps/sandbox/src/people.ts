import { createHash } from 'node:crypto';
import type { APIGuildMember, APIUser, GuildMemberFlags, UserFlags } from 'discord-api-types/v10';

/** The person who sits at the page, and who sends what `sendStyle` sends when no other name is given. */
export const DEFAULT_PERSON = 'ada';

/** The people of the sandbox, made when they are first named. Ids are derived from the name: stable over restarts. */
export class People {
  readonly #byName = new Map<string, APIUser>();
  readonly #byId = new Map<string, APIUser>();

  named(name: string): APIUser {
    const known = this.#byName.get(name);
    if (known) return known;
    return this.add(user(idOf(name), name, name.charAt(0).toUpperCase() + name.slice(1), false));
  }

  add(person: APIUser): APIUser {
    this.#byName.set(person.username, person);
    this.#byId.set(person.id, person);
    return person;
  }

  byId(id: string): APIUser | undefined {
    return this.#byId.get(id);
  }
}

/** A snowflake of the year 2020 that the name decides. */
function idOf(name: string): string {
  const hash = createHash('sha256').update(name).digest().readBigUInt64BE() >> 12n;
  return (700_000_000_000_000_000n + (hash % 90_000_000_000_000_000n)).toString();
}

export function user(id: string, username: string, globalName: string | null, bot: boolean): APIUser {
  return {
    id,
    username,
    discriminator: bot ? '4242' : '0',
    global_name: globalName,
    avatar: null,
    bot,
    system: false,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    public_flags: 0 as UserFlags,
    flags: 0 as UserFlags,
  };
}

/** All permissions but administrator: what the member may do in the sandbox's only server. */
export const PERMISSIONS = ((1n << 50n) - 1n - 8n).toString();

export function member(person: APIUser): APIGuildMember & { permissions: string } {
  return {
    user: person,
    nick: null,
    avatar: null,
    banner: null,
    roles: [],
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0 as GuildMemberFlags,
    communication_disabled_until: null,
    permissions: PERMISSIONS,
  };
}
