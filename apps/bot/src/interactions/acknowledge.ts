import {
  DiscordAPIError,
  type Interaction,
  InteractionResponseType,
  MessageFlags,
  RESTJSONErrorCodes,
  type RESTPostAPIInteractionCallbackJSONBody,
  Routes,
} from 'discord.js';
import type { Bot } from '../bot.ts';
import type { Deferral } from './handler.ts';

type Asked = Pick<Interaction, 'id' | 'token'>;

/**
 * The first answer to an interaction; there is only one. It is the response to the request that brought the
 * interaction, or else a request of its own, whose path needs no bot token.
 */
export async function acknowledge(
  { client, exchanges }: Bot,
  { id, token }: Asked,
  body: RESTPostAPIInteractionCallbackJSONBody,
): Promise<void> {
  if (await exchanges.respond(id, body)) return;
  await client.rest.post(Routes.interactionCallback(id, token), { body, auth: false });
}

/** A deferral takes no other flag than EPHEMERAL; Components V2 comes with the edit. */
const DEFERRALS = {
  public: { type: InteractionResponseType.DeferredChannelMessageWithSource },
  private: {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: { flags: MessageFlags.Ephemeral },
  },
  update: { type: InteractionResponseType.DeferredMessageUpdate },
} as const satisfies Record<Deferral, RESTPostAPIInteractionCallbackJSONBody>;

/** False when there is nobody to answer: the interaction came too late, or another process has answered it. */
export async function defer(bot: Bot, interaction: Asked, deferral: Deferral): Promise<boolean> {
  try {
    await acknowledge(bot, interaction, DEFERRALS[deferral]);
    return true;
  } catch (error) {
    const code = error instanceof DiscordAPIError ? error.code : undefined;
    const expected =
      code === RESTJSONErrorCodes.UnknownInteraction ||
      code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;
    bot.log[expected ? 'warn' : 'error'](
      { err: error, interactionId: interaction.id },
      'an interaction could not be deferred',
    );
    return false;
  }
}
