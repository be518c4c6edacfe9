import type { Lesson } from '@atelier/queue/store/lessons.ts';
import { type APIComponentInContainer, ButtonStyle, ComponentType } from 'discord-api-types/v10';
import { botTextsFor } from '../texts/bot/texts.ts';
import { fill } from '../texts/locale.ts';
import { errorSentence, textsFor } from '../texts/texts.ts';
import { buildCustomId } from './custom-id.ts';
import { ACCENTS, type Payload, payload, text } from './payload.ts';
import { bar, duration, plain } from './words.ts';

/** Action of the button that ends a lesson; the subject is its id. */
export const CANCEL_LESSON = 'lesson-cancel';

type Shown = Pick<
  Lesson,
  'id' | 'locale' | 'title' | 'state' | 'fraction' | 'errorCode' | 'errorData' | 'preset' | 'startedAt'
>;

/** How a lesson stands, for the one who sent the painting. `seconds`: what learning takes, while nobody has begun. */
export function lessonReply(lesson: Shown, seconds: number | null = null): Payload {
  const { locale, state, fraction } = lesson;
  const words = botTextsFor(locale).lesson;
  const title = plain(lesson.title);
  if (state === 'done') {
    const done = fill(words.done, { title, name: lesson.preset ?? '' });
    return payload(ACCENTS.done, [text(`${done}\n${words.alone}`)]);
  }
  if (state === 'failed') {
    const cancelled = lesson.errorCode === 'job.cancelled';
    const sentence = errorSentence(locale, lesson.errorCode ?? 'internal', lesson.errorData ?? {});
    const line = cancelled ? fill(words.cancelled, { title }) : fill(words.failed, { title, sentence });
    return payload(cancelled ? ACCENTS.waiting : ACCENTS.failed, [text(line)]);
  }
  const texts = textsFor(locale);
  const percent = Math.floor(fraction * 100);
  const wait = seconds === null ? [] : [fill(words.waiting, { duration: duration(seconds, locale) })];
  const lines =
    state === 'waiting' ? wait : [`${bar(fraction)} ${fill(texts.percent, { percent })}`, ...readyAt(lesson)];
  const all = [fill(words.headline, { title }), ...lines, words.next];
  return payload(state === 'waiting' ? ACCENTS.waiting : ACCENTS.painting, [
    text(all.join('\n')),
    cancelRow(lesson),
  ]);
}

/** By what it has taken so far; nothing before that says something. */
function readyAt({ fraction, startedAt, locale }: Shown): string[] {
  if (startedAt === null || fraction < 0.05) return [];
  const elapsed = Date.now() - startedAt.getTime();
  const at = Date.now() + (elapsed * (1 - fraction)) / fraction;
  return [fill(textsFor(locale).queued.ready, { when: `<t:${Math.ceil(at / 1000)}:R>` })];
}

function cancelRow({ id, locale }: Shown): APIComponentInContainer {
  const label = botTextsFor(locale).ownPresets.cancel;
  const custom_id = buildCustomId(CANCEL_LESSON, id);
  return {
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id }],
  };
}
