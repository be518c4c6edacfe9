import { parentPort } from 'node:worker_threads';
import { Calm, guided } from './steady.ts';
import type { Answer, Question } from './steady-apart.ts';

/** The thread of `SteadyThread`: a clip's movement beside its network. What is not needed here any more is given away. */
const calm = new Calm();

parentPort!.on('message', (question: Question) => {
  if (question.kind === 'next') {
    const calmed = calm.next(question.frame);
    const { noise, guide } = calmed;
    const given = guide ? [guide.flow.dx, guide.flow.dy, guide.trust] : [];
    answer(calmed, [noise, ...given]);
  } else {
    const image = guided(question.painted, question.before, question.guide);
    answer(image, [image.data]);
  }
});

function answer(value: Answer, given: readonly Float32Array[]): void {
  parentPort!.postMessage(
    value,
    given.map(({ buffer }) => buffer as ArrayBuffer),
  );
}
