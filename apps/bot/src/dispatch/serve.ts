import { setTimeout as sleep } from 'node:timers/promises';
import { asAtelierError } from '@atelier/contract/errors.ts';
import { findJob } from '@atelier/queue/find-jobs.ts';
import { jobIdOf } from '@atelier/queue/job-id.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import {
  Events,
  GatewayDispatchEvents,
  type Interaction,
  InteractionResponseType,
  InteractionType,
} from 'discord.js';
import { AtelierError, sentenceFor } from '../errors.ts';
import { suggest } from '../features/autocomplete.ts';
import { acknowledge, defer } from '../reply/acknowledge.ts';
import { followUpPrivately, replyPrivately, show, textMessage } from '../reply/answer.ts';
import type { Bot } from '../reply/bot.ts';
import type { Answered, Deferral, FormHandler, Handler } from '../reply/handler.ts';
import { refuse } from '../reply/refuse.ts';
import { wasHushed } from '../submit/defer.ts';
import { wordsFor } from '../words.ts';
import { handlerOf } from './route.ts';
import { SeenInteractions } from './seen-interactions.ts';

export interface Service {
  /** Answers one interaction; never throws. */
  answer(interaction: Interaction): Promise<void>;
  /** Takes nothing new (people are told to come back in a minute) and resolves when all under way is answered. */
  stop(): Promise<void>;
}

/** ms after which what cannot be told now is left to the next start */
const PATIENCE_MS = 10_000;
/** ms for which a bot that closes leaves what arrives to another one of the same application; Discord waits for 3 s */
const LEAVE_MS = 2000;

/** Answers the gateway's interactions from now on, each once. `closing`: aborted when nothing is waited for any more. */
export function serveInteractions(bot: Bot, closing: AbortController): Service {
  const { openInteractions } = bot;
  const recent = new SeenInteractions();
  const underWay = new Set<Promise<void>>();
  let open = true;

  const answer = async (interaction: Interaction) => {
    if (!recent.add(interaction.id) && openInteractions.carried(interaction.id) === undefined) return;
    const answering = answerOne(bot, interaction, () => open).catch((error) => {
      bot.log.error({ err: error, interactionId: interaction.id }, 'an interaction failed');
    });
    underWay.add(answering);
    await answering;
    underWay.delete(answering);
  };
  bot.client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
  bot.client.ws.on(GatewayDispatchEvents.InteractionCreate, (payload) => {
    // comes before the event above
    bot.channelsSeen.note(payload);
    // suggestions are promised to nobody
    if (payload.type !== InteractionType.ApplicationCommandAutocomplete) openInteractions.note(payload);
  });

  return {
    answer,
    async stop() {
      open = false;
      const giveUp = setTimeout(() => closing.abort(), PATIENCE_MS);
      await Promise.all(underWay);
      // what has arrived meanwhile; not for ever, as others may go on sending to the bot that comes after this one
      await Promise.all(underWay);
      clearTimeout(giveUp);
      // ends what is tried beside them, such as direct messages about what another process has left
      closing.abort();
    },
  };
}

async function answerOne(bot: Bot, interaction: Interaction, isOpen: () => boolean): Promise<void> {
  if (interaction.isAutocomplete()) return suggest(interaction, bot);
  const handler = handlerOf(interaction);
  const { id } = interaction;
  const inTime = isOpen();
  const carried = bot.openInteractions.carried(id);
  if (!handler) {
    if (carried === undefined) return replyPrivately(bot, interaction, unknownWords(interaction));
    try {
      await followUpPrivately(bot, interaction, unknownWords(interaction));
    } catch {
      if (bot.closing.aborted) return; // the next one tells it
    }
    return bot.openInteractions.close(id);
  }
  if ('form' in handler) return openForm(bot, interaction, handler);
  const deferral = carried ?? (await deferralOf(handler, interaction, bot));
  if (carried === undefined) {
    if (!inTime) await sleep(LEAVE_MS);
    bot.openInteractions.open(interaction, deferral);
    const acknowledged = METRICS.acknowledgement.startTimer();
    const deferred = await defer(bot, interaction, deferral);
    acknowledged({ outcome: deferred });
    if (deferred === 'other') return bot.openInteractions.cede(id);
    if (deferred === 'nobody') return bot.openInteractions.close(id);
    // its row stays, and is carried on with when Discord can say how it stands
    if (deferred === 'unknown') return bot.openInteractions.leave(id);
    void bot.openInteractions.acknowledged(id);
  }
  try {
    if (!inTime) throw new AtelierError('service.unavailable');
    // first, before anything is promised; and once more beside what then takes its place
    const hushed = wasHushed(interaction) ? wordsFor(interaction.locale).place.silent : null;
    if (hushed !== null) await show(bot, interaction, textMessage(hushed));
    await handler.run(interaction, bot, deferral);
    if (hushed !== null) await followUpPrivately(bot, interaction, hushed).catch(() => {});
  } catch (error) {
    // what a bot that closes has left is carried on with by the next one
    if (bot.closing.aborted) return;
    const beside = carried !== undefined && (await hasJob(bot, id));
    if (!(await refuse(bot, interaction, error, beside ? 'update' : deferral))) return;
  }
  await bot.openInteractions.close(id);
}

/** Whether the reply shows a picture that was taken before somebody carried on: a refusal must leave it. */
async function hasJob({ workshop }: Bot, id: string): Promise<boolean> {
  return findJob(workshop, jobIdOf(id)).then(
    (job) => job !== null,
    () => true, // it cannot be found out
  );
}

/** A form is the whole answer; nothing is kept of it, as a form that does not open is asked for again. */
async function openForm(bot: Bot, interaction: Answered, { form }: FormHandler<Answered>): Promise<void> {
  try {
    const data = await form(interaction, bot);
    await acknowledge(bot, interaction, { type: InteractionResponseType.Modal, data });
  } catch (error) {
    const known = asAtelierError(error);
    const level = known.code === 'internal' ? 'error' : 'info';
    bot.log[level]({ err: error, interactionId: interaction.id }, 'a form was not opened');
    await replyPrivately(bot, interaction, sentenceFor(interaction.locale, known));
  }
}

async function deferralOf(
  { defer: wanted }: Handler<Answered>,
  interaction: Answered,
  bot: Bot,
): Promise<Deferral> {
  return typeof wanted === 'function' ? wanted(interaction, bot) : wanted;
}

/** For a command or a button of an older or newer version than this one. */
function unknownWords(interaction: Answered): string {
  const words = wordsFor(interaction.locale);
  return interaction.isCommand() ? words.unknownCommand : words.unknownButton;
}
