import { Worker } from 'node:worker_threads';
import { squareOf } from '@atelier/core/isolated/pictures.ts';
import type { Classifier, Shares } from '../reply/bot.ts';
import type { Answer, Question } from './thread.ts';

/** pixels: what the network of nsfwjs takes */
const SIDE = 224;

/** ms for one picture, the loading of the network included: 3 s on two idle cores */
const PATIENCE_MS = 60_000;

type Waiting = { resolve: (shares: Shares) => void; reject: (error: Error) => void };

/** nsfwjs in a thread that is started with the first picture: a server that checks nothing loads nothing. */
export function createClassifier(): Classifier {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let last = 0;

  const fail = (error: Error) => {
    thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = () => {
    const worker = new Worker(new URL('./thread.ts', import.meta.url));
    worker.on('message', (answer: Answer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('shares' in answer) asked?.resolve(answer.shares);
      else asked?.reject(new Error(answer.error));
    });
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => fail(new Error(`The thread of the picture check ended with ${code}`)));
    worker.unref();
    return worker;
  };

  return {
    async classify(picture) {
      const pixels = await squareOf(picture, SIDE);
      thread ??= start();
      const question: Question = { id: ++last, pixels, side: SIDE };
      const answered = new Promise<Shares>((resolve, reject) =>
        waiting.set(question.id, { resolve, reject }),
      );
      thread.postMessage(question);
      return withPatience(answered).finally(() => waiting.delete(question.id));
    },
    async close() {
      await thread?.terminate();
    },
  };
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The picture check took too long')), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
