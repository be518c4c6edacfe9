import { LIMITS } from '@atelier/contract/limits.ts';
import type { JobWithMetadata } from 'pg-boss';
import { DELIVER_AS_BOT_QUEUE, DELIVER_QUEUE, type Entry, workQueue } from './queues.ts';
import { firstThatFits, renditions } from './renditions.ts';
import { sendAsBot } from './send-as-bot.ts';
import {
  type DeliveryEnd,
  type DeliveryRow,
  findDelivery,
  leaveToBot,
  settleDelivery,
} from './store/delivery.ts';
import { bossDb, transaction } from './transaction.ts';
import { type DiscordApi, editOriginal, refusalOf } from './webhook.ts';
import type { Workshop } from './workshop.ts';

export interface DeliveryOptions {
  /** for a bot its own client's REST, with the token; for a worker one without */
  api: DiscordApi;
  /** true for the process that has the bot's token */
  asBot: boolean;
}

/** deliveries at once per process: small requests, of which a slow one must not hold up the next */
const AT_ONCE = 2;

/**
 * Brings outcomes to people until `stop`, which waits for deliveries under way. Exactly once each: an edit may
 * be repeated without harm, a message of the bot carries a nonce that Discord enforces, and the row says when
 * it is done.
 */
export async function workDeliveries(
  workshop: Workshop,
  { api, asBot }: DeliveryOptions,
): Promise<{ stop(): Promise<void> }> {
  const { boss } = workshop;
  const queues = asBot ? [DELIVER_QUEUE, DELIVER_AS_BOT_QUEUE] : [DELIVER_QUEUE];
  await workQueue(boss, DELIVER_QUEUE, (entry) => answer(workshop, api, entry), { atOnce: AT_ONCE });
  if (asBot)
    await workQueue(boss, DELIVER_AS_BOT_QUEUE, (entry) => message(workshop, api, entry), {
      atOnce: AT_ONCE,
    });
  return {
    stop: async () => {
      await Promise.all(queues.map((queue) => boss.offWork(queue)));
    },
  };
}

/** Queue `deliver`: edits the interaction's reply while its token lives, else leaves the outcome to the bot. */
async function answer(workshop: Workshop, api: DiscordApi, entry: JobWithMetadata<Entry>): Promise<void> {
  const job = await findDelivery(workshop.pool, entry.data.jobId);
  if (job === null || job.delivery !== 'pending') return;
  if (job.ageMs > LIMITS.tokenUsableMs || job.interactionToken === '')
    return handOver(workshop, job, 'token too old');
  try {
    const { id } = await firstThatFits(renditions(job), (payload) =>
      editOriginal(api, job, payload, entry.signal),
    );
    await settle(workshop, job, { delivery: 'delivered', by: 'edit', messageId: id });
  } catch (error) {
    const refusal = refusalOf(error);
    // a live token answers 404 for a moment; one that goes on with it is no use, whatever the reason
    const lasting = refusal === 'gone' && entry.retryCount >= GONE_TRIES;
    if (refusal === 'expired' || lasting) return handOver(workshop, job, refusal);
    await giveUpOrRetry(workshop, job, entry, error);
  }
}

/** times that 404 is answered with patience: after 2, 4 and 8 s */
const GONE_TRIES = 3;

/** Queue `deliver-as-bot`: a message in the channel, else a direct message. */
async function message(workshop: Workshop, api: DiscordApi, entry: JobWithMetadata<Entry>): Promise<void> {
  const job = await findDelivery(workshop.pool, entry.data.jobId);
  if (job === null || job.delivery !== 'pending-bot') return;
  try {
    const sent = await firstThatFits(renditions(job), (payload) =>
      sendAsBot(api, job, payload, entry.signal),
    );
    await settle(workshop, job, { delivery: 'delivered', ...sent });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === 'forbidden' || refusal === 'gone') {
      workshop.log.warn({ jobId: job.id, err: error }, 'nobody can be reached with this outcome');
      return settle(workshop, job, { delivery: 'undeliverable' });
    }
    await giveUpOrRetry(workshop, job, entry, error);
  }
}

async function settle({ pool, log }: Workshop, job: DeliveryRow, end: DeliveryEnd): Promise<void> {
  if (!(await settleDelivery(pool, job.id, end))) return;
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

/** Throws, so that the queue tries again later, unless that is senseless or was done often enough. */
async function giveUpOrRetry(
  workshop: Workshop,
  job: DeliveryRow,
  entry: JobWithMetadata<Entry>,
  error: unknown,
): Promise<void> {
  const senseless = ['malformed', 'forbidden', 'too-large'].includes(refusalOf(error));
  if (!senseless && entry.retryCount < entry.retryLimit) throw error;
  workshop.log.error({ jobId: job.id, err: error }, 'the outcome cannot be delivered');
  await settle(workshop, job, { delivery: 'undeliverable' });
}
