import { setTimeout as sleep } from 'node:timers/promises';
import { NO_APPLICATION } from '@atelier/contract/job.ts';
import { LIMITS } from '@atelier/contract/limits.ts';
import { isDatabaseAway } from '@atelier/queue/database-retry.ts';
import { readOutcome } from '@atelier/queue/find-jobs.ts';
import { workQueue } from '@atelier/queue/queue-loop.ts';
import { DELIVER_AS_BOT_QUEUE, DELIVER_QUEUE, type ShownIn } from '@atelier/queue/queues.ts';
import { handBack } from '@atelier/queue/store/claims.ts';
import {
  type DeliveryEnd,
  type DeliveryRow,
  leaveToBot,
  noteUnsure,
  settleDelivery,
} from '@atelier/queue/store/delivery.ts';
import { bossDb, transaction } from '@atelier/queue/transaction.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { METRICS } from '@atelier/runtime/metrics.ts';
import { traced } from '@atelier/runtime/traces.ts';
import { MessageFlags, Routes } from 'discord-api-types/v10';
import { answerLesson, lessonDirectly, lookAtLesson } from './deliver-lesson.ts';
import { firstThatFits, renditions } from './renditions.ts';
import { buildCustomId } from './reply/custom-id.ts';
import type { Payload } from './reply/payload.ts';
import { sayInstead } from './say-instead.ts';
import { sendAsBot } from './send-as-bot.ts';
import { BROKEN_TRIES, type Delivery, planLook, removeReply, signalOf, wayAfter } from './ways.ts';
import {
  type DiscordApi,
  editOriginal,
  followUp,
  rateLimitOf,
  readOriginal,
  refusalOf,
  tookTooLong,
  wasRefused,
} from './webhook.ts';

export interface DeliveryOptions {
  /** `createDiscordApi`, for what the interaction's token opens */
  api: DiscordApi;
  /** a client with the bot's token, for the process that has it; else null */
  asBot: DiscordApi | null;
}

/** deliveries at once per process: small requests, of which a slow one must not hold up the next */
const AT_ONCE = 2;

/**
 * Brings outcomes to people until `stop`, which waits for deliveries under way. In this order: an edit of the reply, a
 * follow-up, a message of the bot in the channel, a direct message. Exactly once: an edit may be repeated without harm,
 * and a new message whose answer was lost is looked for before there is another one.
 */
export async function workDeliveries(
  workshop: Workshop,
  { api, asBot }: DeliveryOptions,
): Promise<{ stop(): Promise<void> }> {
  // a series that is not there yet makes Prometheus miss its first increase
  for (const way of ['edit', 'follow-up', 'channel', 'direct']) {
    METRICS.deliveries.inc({ way, outcome: 'delivered' }, 0);
    METRICS.delivery.zero({ way });
  }
  METRICS.deliveries.inc({ way: 'none', outcome: 'undeliverable' }, 0);
  METRICS.deliveryFailures.inc({ queue: DELIVER_QUEUE }, 0);
  if (asBot) METRICS.deliveryFailures.inc({ queue: DELIVER_AS_BOT_QUEUE }, 0);
  const bring = (entry: Delivery) => {
    const { look, lesson = false } = entry.data;
    if (look !== undefined) return (lesson ? lookAtLesson : lookAgain)(workshop, api, entry);
    return watched(workshop, DELIVER_QUEUE, entry, () =>
      (lesson ? answerLesson : answer)(workshop, api, entry),
    );
  };
  const loops = [workQueue(workshop, DELIVER_QUEUE, bring, { atOnce: AT_ONCE })];
  if (asBot) {
    const asItself = (entry: Delivery) =>
      watched(workshop, DELIVER_AS_BOT_QUEUE, entry, () => {
        const { lesson, remove } = entry.data;
        if (remove !== undefined) return removeMessage(workshop, asBot, { entry, ...remove });
        return lesson ? lessonDirectly(workshop, asBot, entry) : message(workshop, { api, asBot }, entry);
      });
    loops.push(workQueue(workshop, DELIVER_AS_BOT_QUEUE, asItself, { atOnce: AT_ONCE }));
  }
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/**
 * One try, counted where it fails. One that met a rate limit goes back to the queue until that is over, as it would keep
 * others from being brought to where there is none.
 */
async function watched(
  { pool }: Workshop,
  queue: string,
  entry: Delivery,
  work: () => Promise<void>,
): Promise<'settled' | undefined> {
  const { id, data, retryCount } = entry;
  try {
    await traced(queue, data.jobId, { attempt: retryCount + 1 }, work);
  } catch (error) {
    METRICS.deliveryFailures.inc({ queue });
    const limitMs = rateLimitOf(error);
    // what an error carries is there at the next try
    if (limitMs === null) throw Object.assign(error as Error, { slow: slowAfter(error, entry) });
    await handBack(pool, { queue, id, retryCount, seconds: limitMs / 1000 });
    return 'settled';
  }
}

const slowBefore = ({ output }: Delivery) => Number((output as { slow?: unknown } | null)?.slow ?? 0);
const slowAfter = (error: unknown, entry: Delivery) =>
  slowBefore(entry) + (tookTooLong(error) && !entry.signal.aborted ? 1 : 0);

/** The messages that tell an outcome on this try: not the largest any more where the line has shown to be too slow. */
const renditionsFor = (job: DeliveryRow, entry: Delivery) =>
  renditions(job, { slow: slowBefore(entry) >= LIMITS.slowUploads });

/** Queue `deliver`: edits the interaction's reply while its token lives, else takes the next way. */
async function answer(workshop: Workshop, api: DiscordApi, entry: Delivery): Promise<void> {
  const job = await released(workshop, entry.data.jobId);
  if (job === null || job.delivery !== 'pending') return;
  // whoever ordered it of a service comes for it
  if (job.applicationId === NO_APPLICATION) return settle(workshop, job, { delivery: 'undeliverable' });
  if (isHeld(job)) return void (await workshop.boss.send(DELIVER_QUEUE, entry.data, { startAfter: 1 }));
  if (job.ageMs > LIMITS.tokenUsableMs || job.interactionToken === '')
    return handOver(workshop, job, 'token too old');
  try {
    const { id } = await firstThatFits(renditionsFor(job, entry), (payload) =>
      editOriginal(api, job, payload, signalOf(entry)),
    );
    await settle(workshop, job, { delivery: 'delivered', by: 'edit', messageId: id });
    if (job.heldMs !== null) await planLook(workshop, DELIVER_QUEUE, { jobId: job.id }, 0);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const way = wayAfter(error, entry);
    if (way === 'follow-up') return follow(workshop, api, job, entry);
    if (way === 'bot') return handOver(workshop, job, refusalOf(error));
    await giveUpOrRetry(workshop, job, error);
  }
}

const isHeld = ({ heldMs }: DeliveryRow) => heldMs !== null && heldMs > 0;

/** The row as soon as no edit of the reply is under way; after a second as it is then. */
async function released(workshop: Workshop, jobId: string): Promise<DeliveryRow | null> {
  for (const end = Date.now() + 1000; ; await sleep(100)) {
    const job = await readOutcome(workshop, jobId);
    if (job === null || !isHeld(job) || Date.now() > end) return job;
  }
}

/** A new message through the interaction's token, and the reply that could not be edited goes. */
async function follow(workshop: Workshop, api: DiscordApi, job: DeliveryRow, entry: Delivery): Promise<void> {
  // who cancelled has seen the button's answer
  if (job.outcome.kind === 'cancelled') return settle(workshop, job, { delivery: 'undeliverable' });
  if (job.unsure) return handOver(workshop, job, 'a follow-up may be there already');
  await noteUnsure(workshop.pool, job.id, true);
  // one to a reply that was filled inherits nothing of it
  const flags = job.private ? MessageFlags.Ephemeral : 0;
  try {
    const { id } = await firstThatFits(renditionsFor(job, entry), (payload) =>
      followUp(api, job, payload, { flags, signal: signalOf(entry) }),
    );
    await settle(workshop, job, { delivery: 'delivered', by: 'follow-up', messageId: id });
    await removeReply(workshop, api, job, id);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (wasRefused(error)) await noteUnsure(workshop.pool, job.id, false);
    if (rateLimitOf(error) !== null) throw error;
    await handOver(workshop, job, refusalOf(error));
  }
}

/** Queue `deliver-as-bot`: a message in the channel, else a direct message; of what no place takes, a sentence. */
async function message(
  workshop: Workshop,
  { api, asBot }: { api: DiscordApi; asBot: DiscordApi },
  entry: Delivery,
): Promise<void> {
  const job = await readOutcome(workshop, entry.data.jobId);
  if (job === null || job.delivery !== 'pending-bot') return;
  const send = (payload: Payload) =>
    sendAsBot(asBot, job, payload, {
      unsure: (unsure) => noteUnsure(workshop.pool, job.id, unsure),
      patient: entry.retryCount < BROKEN_TRIES,
      signal: signalOf(entry),
    });
  try {
    const sent = await firstThatFits(renditionsFor(job, entry), send).catch((refusal: unknown) =>
      sayInstead(workshop, api, job, { refusal, send, signal: signalOf(entry) }),
    );
    await settle(workshop, job, { delivery: 'delivered', ...sent });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const refusal = refusalOf(error);
    if (refusal !== 'temporary' && refusal !== 'expired') {
      workshop.log.warn({ jobId: job.id, err: error }, 'nobody can be reached with this outcome');
      return settle(workshop, job, { delivery: 'undeliverable' });
    }
    await giveUpOrRetry(workshop, job, error);
  }
}

/** The same queue: a message that is to go. One that is gone, or where the bot itself is not, is done with. */
async function removeMessage(
  { log }: Workshop,
  asBot: DiscordApi,
  { entry, channelId, messageId }: ShownIn & { entry: Delivery },
): Promise<void> {
  try {
    await asBot.delete(Routes.channelMessage(channelId, messageId), { signal: signalOf(entry) });
  } catch (err) {
    if (refusalOf(err) === 'temporary') throw err;
    log.info({ jobId: entry.data.jobId, err }, 'the message with a deleted result could not be deleted');
  }
}

async function settle({ pool, log }: Workshop, job: DeliveryRow, end: DeliveryEnd): Promise<void> {
  if (!(await settleDelivery(pool, job.id, end))) return;
  const way = end.delivery === 'delivered' ? end.by : 'none';
  METRICS.deliveries.inc({ way, outcome: end.delivery });
  if (end.delivery === 'delivered') METRICS.delivery.observe({ way }, job.endedMs / 1000);
  log.info(
    { jobId: job.id, ...end },
    end.delivery === 'delivered' ? 'the outcome was delivered' : 'not delivered',
  );
}

async function handOver(workshop: Workshop, job: DeliveryRow, reason: string): Promise<void> {
  // who cancelled has seen the button's answer: no message of its own for that
  if (job.outcome.kind === 'cancelled') return settle(workshop, job, { delivery: 'undeliverable' });
  await transaction(workshop.pool, async (client) => {
    if (!(await leaveToBot(client, job.id))) return;
    await workshop.boss.send(DELIVER_AS_BOT_QUEUE, { jobId: job.id }, { db: bossDb(client) });
    workshop.log.info(
      { jobId: job.id, reason },
      'the interaction cannot be answered any more: left to the bot',
    );
  });
}

/** Throws, so that the queue tries again later, unless the trouble has lasted for too long. */
async function giveUpOrRetry(workshop: Workshop, job: DeliveryRow, error: unknown): Promise<void> {
  if (job.endedMs < LIMITS.deliverySeconds * 1000) throw error;
  workshop.log.error({ jobId: job.id, err: error }, 'the outcome cannot be delivered');
  await settle(workshop, job, { delivery: 'undeliverable' });
}

/** An edit that was given up may land after the outcome and cover it: then the outcome is shown once more. */
async function lookAgain(workshop: Workshop, api: DiscordApi, entry: Delivery): Promise<void> {
  const { jobId, look = 0 } = entry.data;
  const job = await readOutcome(workshop, jobId);
  if (job === null || job.delivery !== 'delivered' || job.ageMs > LIMITS.tokenUsableMs) return;
  if (job.removed) return; // its person had it deleted
  try {
    const shown = JSON.stringify((await readOriginal(api, job, signalOf(entry))).components ?? []);
    if (shown.includes(buildCustomId('cancel', jobId))) {
      await firstThatFits(renditionsFor(job, entry), (payload) =>
        editOriginal(api, job, payload, signalOf(entry)),
      );
      workshop.log.info({ jobId }, 'a late edit had covered the outcome: it is shown again');
    }
  } catch (error) {
    if (refusalOf(error) === 'temporary') throw error;
    return workshop.log.info({ jobId, err: error }, 'the outcome could not be looked at again');
  }
  await planLook(workshop, DELIVER_QUEUE, { jobId }, look + 1);
}
