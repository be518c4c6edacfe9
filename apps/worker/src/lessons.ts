import { LIMITS } from '@atelier/contract/limits.ts';
import { lessonReply } from '@atelier/discord/reply/lesson.ts';
import { type DiscordApi, editOriginal } from '@atelier/discord/webhook.ts';
import type { Lesson } from '@atelier/queue/store/lessons.ts';
import { workLessons } from '@atelier/queue/work-lessons.ts';
import type { Workshop } from '@atelier/queue/workshop.ts';
import type { Painter } from './painter.ts';

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

/** While the interaction's token lives, and once: the next edit says more, and the end is a delivery. */
async function tell({ log }: Workshop, api: DiscordApi, lesson: Lesson): Promise<void> {
  const { id, interactionToken, createdAt } = lesson;
  if (interactionToken === '' || Date.now() - createdAt.getTime() > LIMITS.tokenUsableMs) return;
  try {
    await editOriginal(api, lesson, lessonReply(lesson), AbortSignal.timeout(LIMITS.editMs));
  } catch (err) {
    log.warn({ err, lessonId: id }, 'how far a lesson is could not be told');
  }
}
