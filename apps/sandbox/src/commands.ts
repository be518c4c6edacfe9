import type { APIApplicationCommand } from 'discord-api-types/v10';
import type { Events } from './events.ts';

/** The registered application commands: global ones, and those of one server. */
export class Commands {
  #all: APIApplicationCommand[] = [];
  readonly #events: Events;

  constructor(events: Events) {
    this.#events = events;
  }

  /** Commands of a scope: null for the global ones, else the server's id. */
  in(guildId: string | null): APIApplicationCommand[] {
    return this.#all.filter((command) => (command.guild_id ?? null) === guildId);
  }

  all(): APIApplicationCommand[] {
    return this.#all;
  }

  get(id: string): APIApplicationCommand | undefined {
    return this.#all.find((command) => command.id === id);
  }

  /** A command by name and type (1 chat input, 2 user, 3 message); a server's own one comes first, as in Discord. */
  named(name: string, type = 1): APIApplicationCommand | undefined {
    const found = this.#all.filter((command) => command.name === name && command.type === type);
    return found.find((command) => command.guild_id) ?? found[0];
  }

  replace(guildId: string | null, commands: APIApplicationCommand[]): void {
    this.#all = [...this.#all.filter((command) => (command.guild_id ?? null) !== guildId), ...commands];
    this.#events.emit('commands');
  }
}
