import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Gateway } from '../gateway/gateway.ts';
import type { World } from '../world.ts';
import { checkEndpoint, postInteraction } from './endpoint.ts';
import type { Interaction } from './interaction.ts';
import { acknowledge } from './respond.ts';
import type { Keys } from './signature.ts';

/** How interactions reach the bot: by the gateway, or posted to its endpoint. The two exclude each other. */
export class Delivery {
  readonly #world: World;
  readonly #gateway: Gateway;
  readonly keys: Keys;
  /** Address of the interactions endpoint; null: by the gateway. */
  endpoint: string | null = null;

  constructor(world: World, gateway: Gateway, keys: Keys) {
    this.#world = world;
    this.#gateway = gateway;
    this.keys = keys;
  }

  /** Whether somebody is there to take interactions, as far as can be known. */
  get connected(): boolean {
    return this.endpoint !== null || this.#gateway.connected;
  }

  /** Posts interactions to this address from now on, once it has shown that it verifies signatures; null: none. */
  async use(url: string | null): Promise<void> {
    if (url !== null) await checkEndpoint(this.#world, this.keys, url);
    this.endpoint = url;
    this.#world.events.emit('gateway', url === null ? 'closed' : 'ready');
  }

  send(interaction: Interaction): void {
    if (this.endpoint !== null) void this.#post(interaction, this.endpoint);
    else if (!this.#dispatch(interaction))
      this.#world.log.warn({ interaction: interaction.id }, 'no bot is connected');
  }

  #dispatch({ payload }: Interaction): boolean {
    const { guild_id: guildId = null } = payload as { guild_id?: string };
    return this.#gateway.dispatch(GatewayDispatchEvents.InteractionCreate, payload, guildId);
  }

  /** What comes back is the first response; a wrong one is as good as none, and the person is told. */
  async #post(interaction: Interaction, url: string): Promise<void> {
    try {
      const answer = await postInteraction(this.#world, this.keys, url, interaction.payload);
      if (answer) acknowledge(this.#world, interaction, answer.json, answer.files);
    } catch (error) {
      this.#world.log.warn({ err: error, interaction: interaction.id }, 'the interactions endpoint failed');
      this.#world.interactions.fail(interaction);
    }
  }
}
