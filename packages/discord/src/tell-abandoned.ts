import { LIMITS } from '@atelier/contract/limits.ts';
import {
  deleteInteractions,
  type OpenInteraction,
  takeHopeless,
} from '@atelier/queue/store/open-interactions.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { MessageFlags } from 'discord-api-types/v10';
import { ACCENTS, payload, text } from './reply/payload.ts';
import { errorSentence } from './texts/texts.ts';
import { type DiscordApi, editOriginal, followUp, type Refusal, refusalOf } from './webhook.ts';

const LOOK_EVERY_MS = 20_000;
/** ms of an interaction's life after which no bot is waited for any more: its token lives for two minutes yet */
const HOPELESS_MS = LIMITS.tokenUsableMs - 120_000;

/**
 * Tells people that nothing comes of what they asked for, where a bot died before it had answered and none has come back
 * that could carry on. It takes no bot's token, so every worker does it, until `stop`.
 */
export function tellAbandoned(workshop: Workshop, api: DiscordApi, by: string): { stop(): Promise<void> } {
  const look = () =>
    tellHopeless(workshop, api, by).catch((err) =>
      workshop.log.warn({ err }, 'interactions that nobody answers could not be looked for'),
    );
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_EVERY_MS).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return looking;
    },
  };
}

/** One look at them. */
export async function tellHopeless(workshop: Workshop, api: DiscordApi, by: string): Promise<void> {
  const { pool, log } = workshop;
  const hold = { by, seconds: LIMITS.answerHoldSeconds, olderMs: HOPELESS_MS };
  for (const one of await takeHopeless(pool, hold)) {
    if (!(await tell(workshop, api, one))) continue;
    await deleteInteractions(pool, [one.id]);
    log.warn({ interactionId: one.id }, 'nobody has carried on with an interaction: its person was told');
  }
}

/**
 * In the reply, or where that was deleted, or takes no edit, in a message to the person alone. False when it may be tried
 * again: by the next look, or by a bot, which can write directly. The message of a button stays as it is.
 */
async function tell(
  { log }: Workshop,
  api: DiscordApi,
  { id, applicationId, token: interactionToken, locale, deferral }: OpenInteraction,
): Promise<boolean> {
  if (deferral === 'update') return true;
  const words = payload(ACCENTS.failed, [text(errorSentence(locale, 'service.unavailable'))]);
  const to = { applicationId, interactionToken };
  const signal = () => AbortSignal.timeout(LIMITS.editMs);
  try {
    await editOriginal(api, to, words, signal()).catch(async (error) => {
      if (!CLOSED.includes(refusalOf(error))) throw error;
      await followUp(api, to, words, { flags: MessageFlags.Ephemeral, signal: signal() });
    });
    return true;
  } catch (err) {
    log.warn({ err, interactionId: id }, 'an interaction that nobody answers could not be told');
    return false;
  }
}

/** What an edit is refused with while the token opens other ways. */
const CLOSED: readonly Refusal[] = ['deleted', 'forbidden', 'malformed'];
