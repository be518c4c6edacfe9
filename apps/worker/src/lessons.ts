import { LIMITS } from '@atelier/contract/limits.ts';
import { lessonReply } from '@atelier/discord/reply/lesson.ts';
import { type DiscordApi, editOriginal, refusalOf } from '@atelier/discord/webhook.ts';
import type { Lesson } from '@atelier/queue/store/lessons.ts';
import { workLessons } from '@atelier/queue/work-lessons.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { Painter } from './painter.ts';

/** Times that the end of a lesson is told, and ms between two. */
const TRIES = { ended: 5, pauseMs: 2000 };

/** Learns presets where the painter can, and says in Discord how far it is. */
export async function learnLessons(
  workshop: Workshop,
  painter: Painter,
  api: DiscordApi,
): Promise<{ stop(): Promise<void> }> {
  const { learn } = painter;
  if (learn === undefined) return { stop: async () => {} };
  return workLessons(workshop, {
    learn: (lesson, options) => learn(lesson, options),
    tell: (lesson) => tell(workshop, api, lesson),
  });
}

/** While the interaction's token lives; after that /presets says it. */
async function tell({ log }: Workshop, api: DiscordApi, lesson: Lesson): Promise<void> {
  const { id, applicationId, interactionToken, createdAt, state } = lesson;
  const tries = state === 'done' || state === 'failed' ? TRIES.ended : 1;
  for (let left = tries; left > 0; left--) {
    if (interactionToken === '' || Date.now() - createdAt.getTime() > LIMITS.tokenLifeMs) return;
    try {
      const signal = AbortSignal.timeout(LIMITS.editMs);
      await editOriginal(api, { applicationId, interactionToken }, lessonReply(lesson), signal);
      return;
    } catch (err) {
      log.warn({ err, lessonId: id }, 'how a lesson stands could not be told');
      if (refusalOf(err) !== 'temporary') return;
      if (left > 1) await new Promise((done) => setTimeout(done, TRIES.pauseMs));
    }
  }
}
