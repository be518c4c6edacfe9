import type { APIInteraction, Client } from 'discord.js';

/**
 * Hands a payload to discord.js as its gateway does. The action is internal to discord.js, which offers no other
 * way in; its version is pinned, and the tests of the endpoint go through it.
 */
export function handIn(client: Client, payload: APIInteraction): void {
  type Internal = { actions: { InteractionCreate: { handle(data: APIInteraction): void } } };
  // without a gateway there is no application in the cache for discord.js to note entitlements in
  (client as unknown as Internal).actions.InteractionCreate.handle({ ...payload, entitlements: [] });
}
