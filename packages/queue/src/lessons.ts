import { LIMITS } from '@atelier/contract/limits.ts';
import { moodsOf, presetTexts } from '@atelier/core/styles/catalogue-own.ts';
import { AtelierError } from './errors.ts';
import { jobIdOf } from './job-id.ts';
import { DELIVER_QUEUE, type Entry, LEARN_QUEUE } from './queues.ts';
import { callDelivery } from './results.ts';
import { announceCancel } from './store/ends.ts';
import {
  countLessons,
  failLesson,
  findLesson,
  findLessons,
  insertLesson,
  type Lesson,
  type NewLesson,
  titleTaken,
  usualSeconds,
} from './store/lessons.ts';
import { countPresets, listPresets, type PresetRow } from './store/presets.ts';
import { bossDb, type Queryable, repeatable, transaction } from './transaction.ts';
import type { Workshop } from './workshop.ts';

export type { Lesson };

/** A painting that a server's managers want as a preset; texts as they were written. */
export type LessonRequest = Omit<NewLesson, 'id' | 'painting'>;

/** s that learning takes where nobody has measured it yet: on two cores, with others painting beside */
const USUAL_SECONDS = 120;

/**
 * Row, painting and queue entry in one transaction, once per interaction.
 * Errors: preset.count, preset.title-taken, lesson.count.
 */
export async function submitLesson(
  workshop: Workshop,
  request: LessonRequest,
  painting: Uint8Array,
): Promise<{ lesson: Lesson; seconds: number }> {
  const id = jobIdOf(request.interactionId);
  const { guildId } = request;
  const texts = presetTexts('?', request);
  return repeatable(workshop.pool, async (client) => {
    // also the lock under which titles are compared
    const presets = await countPresets(client, guildId);
    const seconds = (await usualSeconds(client)) ?? USUAL_SECONDS;
    const known = await findLesson(client, id);
    if (known !== null) return { lesson: known, seconds };
    if ((await countLessons(client, guildId)) >= LIMITS.lessonsPerServer)
      throw new AtelierError('lesson.count', { limit: LIMITS.lessonsPerServer });
    if (presets >= LIMITS.presetsPerServer)
      throw new AtelierError('preset.count', { limit: LIMITS.presetsPerServer });
    if (await titleTaken(client, guildId, texts.title))
      throw new AtelierError('preset.title-taken', { title: texts.title });
    const moods = moodsOf(request.moods);
    await insertLesson(client, { ...request, ...texts, moods, id, painting });
    await workshop.boss.send(LEARN_QUEUE, { jobId: id }, { id, db: bossDb(client) });
    const lesson = await findLesson(client, id);
    if (lesson === null) throw new AtelierError('internal', {}, new Error('The lesson is not there'));
    return { lesson, seconds };
  });
}

/** Ends a lesson that waits or is being learnt. `guildId`: only that server's. Errors: lesson.over. */
export async function cancelLesson(workshop: Workshop, id: string, guildId: string): Promise<Lesson> {
  return repeatable(workshop.pool, async (client) => {
    const lesson = await findLesson(client, id);
    if (lesson?.guildId !== guildId) throw new AtelierError('lesson.over');
    const failed = await failLesson(client, { id, attempt: null }, { code: 'job.cancelled', data: {} });
    if (failed === null) {
      if (lesson.errorCode === 'job.cancelled') return lesson;
      throw new AtelierError('lesson.over');
    }
    await workshop.boss.cancel(LEARN_QUEUE, id, { db: bossDb(client) });
    await announceCancel(client, id);
    return failed;
  });
}

/**
 * The end of a lesson without a preset, and its delivery, in one transaction. `attempt` null: whichever was the last.
 * False: a newer attempt has it, or it had ended.
 */
export async function recordLessonFailure(
  workshop: Workshop,
  lesson: { id: string; attempt: number | null },
  error: Pick<AtelierError, 'code' | 'data'>,
): Promise<boolean> {
  const failed = await transaction(workshop.pool, async (client) => {
    if ((await failLesson(client, lesson, error)) === null) return false;
    await deliverLesson(workshop, client, lesson.id);
    return true;
  });
  if (failed) callDelivery(workshop);
  return failed;
}

/** Has its person told how a lesson ended. */
export async function deliverLesson({ boss }: Workshop, client: Queryable, id: string): Promise<void> {
  const entry: Entry = { jobId: id, lesson: true };
  await boss.send(DELIVER_QUEUE, entry, { db: bossDb(client) });
}

/** hours for which it is shown that a painting could not be learnt */
const FAILED_HOURS = 24;

export interface ServerPresets {
  presets: PresetRow[];
  lessons: Lesson[];
}

/** A server's own presets, and what is on its way. */
export async function serverPresets({ pool }: Workshop, guildId: string): Promise<ServerPresets> {
  const [all, lessons] = await Promise.all([listPresets(pool), findLessons(pool, guildId, FAILED_HOURS)]);
  return { presets: all.filter((preset) => preset.guildId === guildId), lessons };
}
