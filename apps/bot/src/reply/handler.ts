import type { Interaction, InteractionType, MessageComponentInteraction } from 'discord.js';
import type { Bot } from './bot.ts';

/**
 * How an interaction is acknowledged before anything else is done, because Discord drops it after 3 s:
 * - public: "thinking…" for everybody, a new message
 * - private: "thinking…" for the one person alone
 * - update: nothing is seen; the message that the component is on may be changed
 */
export type Deferral = 'public' | 'private' | 'update';

/** An interaction that can be answered with messages: all but autocomplete. */
export type Answered =
  | Exclude<Interaction, { type: InteractionType.ApplicationCommandAutocomplete }>
  | MessageComponentInteraction;

/** What a command, button or select does. Whatever `run` throws becomes a private refusal. */
export interface Handler<I extends Answered> {
  /** How it is acknowledged; a function may look at the interaction, and at what is known without waiting. */
  readonly defer: Deferral | ((interaction: I, bot: Bot) => Deferral | Promise<Deferral>);
  /** `deferral`: as which it was acknowledged */
  run(interaction: I, bot: Bot, deferral: Deferral): Promise<void>;
}
