import { LIMITS } from '@atelier/contract/limits.ts';
import type { DeliveryEnd, DeliveryRow } from '@atelier/queue/store/delivery.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { MessageFlags } from 'discord-api-types/v10';
import { refusedReply } from './reply/failure.ts';
import type { Payload } from './reply/payload.ts';
import { removeReply } from './ways.ts';
import { type DiscordApi, editOriginal, followUp, refusalOf } from './webhook.ts';

type Sent = Pick<Extract<DeliveryEnd, { delivery: 'delivered' }>, 'by' | 'messageId'>;

/**
 * Where no place takes the picture, a sentence by the first way that is open: in the reply, beside it, or by `send`,
 * which is the bot's own. Errors: `refusal` where there is nothing to say instead, or no way; trouble that passes.
 */
export async function sayInstead(
  workshop: Workshop,
  api: DiscordApi,
  job: DeliveryRow,
  given: { refusal: unknown; send: (words: Payload) => Promise<Sent>; signal: AbortSignal },
): Promise<Sent> {
  const { refusal, send, signal } = given;
  if (job.outcome.kind !== 'painted' || passes(refusal)) throw refusal;
  const words = refusedReply(job);
  const edit = async (): Promise<Sent> => {
    const { id } = await editOriginal(api, job, words, signal);
    return { by: 'edit', messageId: id };
  };
  const follow = async (): Promise<Sent> => {
    const flags = job.private ? MessageFlags.Ephemeral : 0;
    const { id } = await followUp(api, job, words, { flags, signal });
    await removeReply(workshop, api, job, id);
    return { by: 'follow-up', messageId: id };
  };
  const hasToken = job.ageMs <= LIMITS.tokenUsableMs && job.interactionToken !== '';
  for (const say of hasToken ? [edit, follow, () => send(words)] : [() => send(words)]) {
    try {
      const sent = await say();
      workshop.log.warn(
        { jobId: job.id, err: refusal },
        'Discord takes this picture nowhere: its person was told',
      );
      return sent;
    } catch (error) {
      if (refusalOf(error) === 'temporary') throw error;
    }
  }
  throw refusal;
}

function passes(refusal: unknown): boolean {
  const kind = refusalOf(refusal);
  return kind === 'temporary' || kind === 'expired';
}
