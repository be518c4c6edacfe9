import { createHash } from 'node:crypto';
import type { APIGuildMember, APIUser, GuildMemberFlags, UserFlags } from 'discord-api-types/v10';
import { MANAGING } from './rights.ts';

/** The person who sits at the page, and who sends what `sendStyle` sends when no other name is given. */
export const DEFAULT_PERSON = 'ada';

export interface Role {
  id: string;
  name: string;
  permissions: bigint;
  color: number;
}

/** The roles of the sandbox's server. */
export const ROLES: readonly Role[] = [
  { id: '1290000000000000021', name: 'Keepers', permissions: MANAGING, color: 0xc4421f },
  { id: '1290000000000000022', name: 'Painters', permissions: 0n, color: 0x3f7355 },
];

/** Who can sit at the page: name, roles. The first owns the server. */
const ROSTER: readonly [string, string[]][] = [
  [DEFAULT_PERSON, ['Keepers']],
  ['mika', ['Painters']],
  ['noor', []],
];

/** The people of the sandbox, made when they are first named. Ids are derived from the name: stable over restarts. */
export class People {
  readonly #byName = new Map<string, APIUser>();
  readonly #byId = new Map<string, APIUser>();
  readonly #roles = new Map<string, Role[]>();

  constructor() {
    for (const [name, roles] of ROSTER) this.give(name, roles);
  }

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

  /** Those who can sit at the page. */
  roster(): APIUser[] {
    return ROSTER.map(([name]) => this.named(name));
  }

  /** Everybody who was ever named, bots aside. */
  all(): APIUser[] {
    return [...this.#byId.values()].filter((person) => !person.bot);
  }

  rolesOf(id: string): readonly Role[] {
    return this.#roles.get(id) ?? [];
  }

  /** Gives a person exactly these roles. */
  give(name: string, roles: readonly string[]): void {
    const given = roles.map((wanted) => {
      const role = ROLES.find((one) => one.name === wanted);
      if (!role)
        throw new RangeError(`Expected a role of ${ROLES.map((r) => r.name)} but received ${wanted}`);
      return role;
    });
    this.#roles.set(this.named(name).id, given);
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

/** A member of a server, with the ids of the roles there. */
export function member(person: APIUser, roles: readonly string[]): APIGuildMember {
  return {
    user: person,
    nick: null,
    avatar: null,
    banner: null,
    roles: [...roles],
    joined_at: '2026-01-01T00:00:00.000000+00:00',
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0 as GuildMemberFlags,
    communication_disabled_until: null,
  };
}
