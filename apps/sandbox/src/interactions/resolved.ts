import { type APIAttachment, ApplicationCommandOptionType, ComponentType } from 'discord-api-types/v10';
import { member } from '../people.ts';
import { type Channel, permissionsOf, type World } from '../world.ts';
import { CannotSend } from './sender.ts';

/** Kinds of things that an option or a select can name by id. */
export type Kind = 'user' | 'role' | 'channel' | 'mentionable';

const Option = ApplicationCommandOptionType;

export const KIND_OF_OPTION: Record<number, Kind> = {
  [Option.User]: 'user',
  [Option.Role]: 'role',
  [Option.Channel]: 'channel',
  [Option.Mentionable]: 'mentionable',
};

export const KIND_OF_SELECT: Record<number, Kind> = {
  [ComponentType.UserSelect]: 'user',
  [ComponentType.RoleSelect]: 'role',
  [ComponentType.ChannelSelect]: 'channel',
  [ComponentType.MentionableSelect]: 'mentionable',
};

/** The `resolved` of a payload: whatever is named by id elsewhere in it, in full. */
export class Resolved {
  readonly #world: World;
  readonly #channel: Channel;
  readonly #parts: Record<string, Record<string, object>> = {};

  /** `channel`: where the interaction happens. */
  constructor(world: World, channel: Channel) {
    this.#world = world;
    this.#channel = channel;
  }

  add(kind: Kind, id: string): void {
    if (this.#user(kind, id) || this.#role(kind, id) || this.#place(kind, id)) return;
    throw new CannotSend(`There is no ${kind === 'mentionable' ? 'person or role' : kind} ${id} here.`);
  }

  attachment(file: APIAttachment): void {
    this.#put('attachments', file.id, file);
  }

  message(id: string): void {
    const message = this.#world.messages.get(id);
    if (!message) throw new CannotSend('What this command should work on is gone.');
    this.#put('messages', id, this.#world.messages.view(message));
  }

  /** `{ resolved }` to spread into the payload's data; empty when nothing is named. */
  get field(): { resolved?: object } {
    return Object.keys(this.#parts).length > 0 ? { resolved: this.#parts } : {};
  }

  #put(part: string, id: string, value: object): void {
    this.#parts[part] = { ...this.#parts[part], [id]: value };
  }

  #user(kind: Kind, id: string): boolean {
    const person = kind === 'user' || kind === 'mentionable' ? this.#world.people.byId(id) : undefined;
    if (!person) return false;
    this.#put('users', id, person);
    if (this.#channel.guildId === this.#world.guild.id) {
      const roles = this.#world.people.rolesOf(id).map((role) => role.id);
      // Members of `resolved` come without their user, which stands beside them.
      const { user: _user, deaf: _deaf, mute: _mute, ...rest } = member(person, roles);
      const permissions = permissionsOf(this.#world, id, this.#channel).toString();
      this.#put('members', id, { ...rest, permissions });
    }
    return true;
  }

  #role(kind: Kind, id: string): boolean {
    const role =
      kind === 'role' || kind === 'mentionable' ? this.#world.guildRoles.find((r) => r.id === id) : undefined;
    if (role) this.#put('roles', id, role);
    return role !== undefined;
  }

  #place(kind: Kind, id: string): boolean {
    const place = kind === 'channel' ? this.#world.channels.get(id) : undefined;
    if (!place?.guildId || place.guildId !== this.#channel.guildId) return false;
    const { name, type, guildId, nsfw } = place;
    const permissions = this.#channel.guildId ? '0' : undefined;
    this.#put('channels', id, {
      id,
      name,
      type,
      guild_id: guildId,
      parent_id: null,
      position: 0,
      flags: 0,
      nsfw,
      permissions,
    });
    return true;
  }
}
