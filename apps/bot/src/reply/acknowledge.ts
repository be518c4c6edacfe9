import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, rateLimitOf, refusalOf } from '@atelier/discord/webhook.ts';
import {
  type Interaction,
  InteractionResponseType,
  MessageFlags,
  RESTJSONErrorCodes,
  type RESTPostAPIInteractionCallbackJSONBody,
  Routes,
} from 'discord.js';
import type { Bot } from './bot.ts';
import type { Deferral } from './handler.ts';

type Asked = Pick<Interaction, 'id' | 'token'>;

/** ms for one try: an answer that comes later than this is found out by asking again */
const TRY_MS = 15_000;
/** ms without an answer after which the same is sent once more beside it: the person has 3 s in all */
const BESIDE_MS = [900, 900];
/** ms between two tries after one that failed: the first, and the most that it grows to by doubling */
const PAUSE_MS = { first: 50, most: 3000 };
/** ms for which is asked whether an early try was taken, whose answer was lost */
const PATIENCE_MS = 120_000;

/**
 * The first answer to an interaction; there is only one. It is the response to the request that brought the
 * interaction, or else a request of its own, whose path needs no bot token. One whose answer was lost is sent again:
 * 40060 then says that it was taken. Errors: what Discord refuses it with; 40060 at the first try too, as then somebody
 * else has answered; no answer for two minutes, or a rate limit that lasts longer; the bot closes.
 */
export async function acknowledge(
  { api, closing, pendingResponses }: Pick<Bot, 'api' | 'closing' | 'pendingResponses'>,
  { id, token }: Asked,
  body: RESTPostAPIInteractionCallbackJSONBody,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  if (await pendingResponses.respond(id, body)) return;
  const route = Routes.interactionCallback(id, token);
  const end = Date.now() + patienceMs;
  const taken = Promise.withResolvers<void>();
  let tries = 0;
  let sending = 0;
  let over = false;
  const close = () => taken.reject(new Error('The bot closes'));
  closing.addEventListener('abort', close, { once: true });
  const send = async () => {
    sending++;
    for (let pause = PAUSE_MS.first; !over; pause = Math.min(2 * pause, PAUSE_MS.most)) {
      tries++;
      try {
        await api.post(route, { body, auth: false, signal: AbortSignal.timeout(TRY_MS) });
        return taken.resolve();
      } catch (error) {
        const ours =
          tries > 1 && answerOf(error).code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;
        if (ours) return taken.resolve();
        if (refusalOf(error) !== 'temporary') return taken.reject(error);
        const ms = rateLimitOf(error) ?? pause;
        if (Date.now() + ms > end) {
          // the answer to another one may still come
          if (--sending === 0) taken.reject(error);
          return;
        }
        await sleep(ms);
      }
    }
  };
  const beside = new AbortController();
  const sendBeside = async () => {
    for (const ms of BESIDE_MS) {
      await sleep(ms, undefined, { signal: beside.signal });
      void send();
    }
  };
  void send();
  sendBeside().catch(() => {});
  try {
    await taken.promise;
  } finally {
    over = true;
    beside.abort();
    closing.removeEventListener('abort', close);
  }
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

/**
 * - taken: Discord knows of it, and the answer can follow
 * - other: another bot of the application was first
 * - nobody: there is nobody to answer, as the interaction came too late
 * - unknown: no answer came for two minutes, or the bot closes
 */
export type Deferred = 'taken' | 'other' | 'nobody' | 'unknown';

/** Never throws. */
export async function defer(
  bot: Pick<Bot, 'api' | 'closing' | 'pendingResponses' | 'log'>,
  interaction: Asked,
  deferral: Deferral,
): Promise<Deferred> {
  try {
    await acknowledge(bot, interaction, DEFERRALS[deferral]);
    return 'taken';
  } catch (error) {
    const { code } = answerOf(error);
    const expected =
      code === RESTJSONErrorCodes.UnknownInteraction ||
      code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged;
    bot.log[expected ? 'warn' : 'error'](
      { err: error, interactionId: interaction.id },
      'an interaction could not be deferred',
    );
    if (code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged) return 'other';
    return refusalOf(error) === 'temporary' ? 'unknown' : 'nobody';
  }
}
