/**
 * A thread of its own for nsfwjs: the network takes a second or two in plain JavaScript, in which the bot's own
 * thread could acknowledge nothing. Model and weights are in the package; nothing is fetched.
 */
import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { load } from 'nsfwjs';

export interface Question {
  id: number;
  /** side × side × 3, RGB, float32 in [0, 255] */
  pixels: Float32Array;
  side: number;
}

export type Answer = { id: number; shares: Record<string, number> } | { id: number; error: string };

console.info = () => {}; // both packages greet on stdout
console.warn = () => {};

tf.enableProdMode();
const model = load('MobileNetV2');

parentPort?.on('message', ({ id, pixels, side }: Question) => {
  classify(pixels, side).then(
    (shares) => answer({ id, shares }),
    (error: unknown) => answer({ id, error: String(error) }),
  );
});

async function classify(pixels: Float32Array, side: number): Promise<Record<string, number>> {
  const network = await model;
  const picture = tf.tensor3d(pixels, [side, side, 3]);
  try {
    const found = await network.classify(picture);
    return Object.fromEntries(found.map(({ className, probability }) => [className, probability]));
  } finally {
    picture.dispose();
  }
}

function answer(message: Answer): void {
  parentPort?.postMessage(message);
}
