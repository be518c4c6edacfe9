import { LIMITS } from '@atelier/contract/limits.ts';
import { isDatabaseAway } from '@atelier/queue/database-retry.ts';
import { DELIVER_AS_BOT_QUEUE, DELIVER_QUEUE } from '@atelier/queue/queues.ts';
import { findLesson, type Lesson } from '@atelier/queue/store/lessons.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import { MessageFlags } from 'discord-api-types/v10';
import { buildCustomId } from './reply/custom-id.ts';
import { CANCEL_LESSON, lessonReply } from './reply/lesson.ts';
import { sendAsBot } from './send-as-bot.ts';
import { type Delivery, planLook, removeReply, signalOf, wayAfter } from './ways.ts';
import { type DiscordApi, editOriginal, followUp, rateLimitOf, readOriginal, refusalOf } from './webhook.ts';

/**
 * How a lesson ended, told to its person alone, as `/learn` is: an edit of the reply, a follow-up, a direct message of
 * the bot. Where an answer was lost it may be told twice, which is better than never.
 */
export async function answerLesson(workshop: Workshop, api: DiscordApi, entry: Delivery): Promise<void> {
  const lesson = await endedLesson(workshop, entry);
  if (lesson === null) return;
  if (!hasToken(lesson)) return handOver(workshop, lesson);
  try {
    await editOriginal(api, lesson, lessonReply(lesson), signalOf(entry));
    await planLook(workshop, DELIVER_QUEUE, { jobId: lesson.id, lesson: true }, 0);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const way = wayAfter(error, entry);
    if (way === 'follow-up') return follow(workshop, api, lesson, entry);
    if (way === 'bot') return handOver(workshop, lesson);
    giveUpOrRetry(workshop, entry, error);
  }
}

/** A progress edit that was given up may have landed after the end: then that is shown once more. */
export async function lookAtLesson(workshop: Workshop, api: DiscordApi, entry: Delivery): Promise<void> {
  const { look = 0, ...data } = entry.data;
  const lesson = await endedLesson(workshop, entry);
  if (lesson === null || !hasToken(lesson)) return;
  try {
    const shown = JSON.stringify((await readOriginal(api, lesson, signalOf(entry))).components ?? []);
    if (shown.includes(buildCustomId(CANCEL_LESSON, lesson.id))) {
      await editOriginal(api, lesson, lessonReply(lesson), signalOf(entry));
      workshop.log.info({ lessonId: lesson.id }, 'a late edit had covered the end of a lesson');
    }
  } catch (error) {
    if (refusalOf(error) === 'temporary') throw error;
    return workshop.log.info(
      { lessonId: lesson.id, err: error },
      'a lesson’s end could not be looked at again',
    );
  }
  await planLook(workshop, DELIVER_QUEUE, data, look + 1);
}

/** A direct message, for which the interaction's token is not needed. */
export async function lessonDirectly(workshop: Workshop, asBot: DiscordApi, entry: Delivery): Promise<void> {
  const lesson = await endedLesson(workshop, entry);
  if (lesson === null) return;
  const to = { ...lesson, channelId: null, private: true, unsure: false };
  try {
    // sent again within minutes, it is answered by the first one: nothing is noted
    const options = { unsure: async () => {}, patient: false, signal: signalOf(entry) };
    await sendAsBot(asBot, to, lessonReply(lesson), options);
    workshop.log.info({ lessonId: lesson.id }, 'the end of a lesson was told directly');
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const refusal = refusalOf(error);
    if (refusal === 'temporary' || refusal === 'expired') return giveUpOrRetry(workshop, entry, error);
    workshop.log.warn({ lessonId: lesson.id, err: error }, 'nobody can be reached with a lesson’s end');
  }
}

async function endedLesson({ pool }: Workshop, { data }: Delivery): Promise<Lesson | null> {
  const lesson = await findLesson(pool, data.jobId);
  return lesson?.state === 'done' || lesson?.state === 'failed' ? lesson : null;
}

const hasToken = ({ interactionToken, createdAt }: Lesson) =>
  interactionToken !== '' && Date.now() - createdAt.getTime() < LIMITS.tokenUsableMs;

async function follow(workshop: Workshop, api: DiscordApi, lesson: Lesson, entry: Delivery): Promise<void> {
  if (wasCancelled(lesson)) return;
  try {
    const options = { flags: MessageFlags.Ephemeral, signal: signalOf(entry) };
    const { id } = await followUp(api, lesson, lessonReply(lesson), options);
    await removeReply(workshop, api, lesson, id);
  } catch (error) {
    if (rateLimitOf(error) !== null) throw error;
    await handOver(workshop, lesson);
  }
}

async function handOver({ boss, log }: Workshop, lesson: Lesson): Promise<void> {
  if (wasCancelled(lesson)) return;
  await boss.send(DELIVER_AS_BOT_QUEUE, { jobId: lesson.id, lesson: true });
  log.info({ lessonId: lesson.id }, 'the end of a lesson is left to the bot');
}

/** Who cancelled has seen the button's answer. */
const wasCancelled = ({ errorCode }: Lesson) => errorCode === 'job.cancelled';

/** Throws, so that the queue tries again later, unless the trouble has lasted for too long. */
function giveUpOrRetry({ log }: Workshop, { createdOn, data }: Delivery, error: unknown): void {
  if (Date.now() - createdOn.getTime() < LIMITS.deliverySeconds * 1000) throw error;
  log.error({ lessonId: data.jobId, err: error }, 'the end of a lesson cannot be told');
}
