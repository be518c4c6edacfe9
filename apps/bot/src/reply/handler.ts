import type {
  APIModalInteractionResponseCallbackData,
  Interaction,
  InteractionType,
  MessageComponentInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
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
  | MessageComponentInteraction
  | ModalSubmitInteraction;

/** What a command, button or select does. Whatever `run` throws becomes a private refusal. */
export interface Handler<I extends Answered> {
  /** How it is acknowledged; a function may look at the interaction, and at what is known without waiting. */
  readonly defer: Deferral | ((interaction: I, bot: Bot) => Deferral | Promise<Deferral>);
  /** `deferral`: as which it was acknowledged */
  run(interaction: I, bot: Bot, deferral: Deferral): Promise<void>;
}

/**
 * A command or button that opens a form: that is its whole answer, within 3 s and not after a deferral, so that the
 * database is asked with `soon`. Whatever it throws becomes a private refusal.
 */
export interface FormHandler<I extends Answered> {
  form(interaction: I, bot: Bot): Promise<APIModalInteractionResponseCallbackData>;
}

/** ms that a form may wait for the database: Discord waits 3 s, and its own way takes some */
const SOON_MS = 1500;

/** What is known in time; null: nothing is. Errors: those of `work`. */
export async function soon<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), SOON_MS);
  });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
