import { randomInt } from 'node:crypto';
import type { Result, StyleRequest } from '@atelier/contract/job.ts';

let last = 0;

/** A valid request with ids of its own; what a test cares about is given. */
export function someRequest(given: Partial<StyleRequest> = {}): StyleRequest {
  last++;
  return {
    interactionId: `1${process.pid}${String(last).padStart(6, '0')}`,
    applicationId: '1000',
    interactionToken: `interaction-token-${randomInt(2 ** 40)}`,
    userId: '2000',
    guildId: '3000',
    channelId: '4000',
    locale: 'en-GB',
    preset: 'starry-night',
    quality: 'fast',
    size: null,
    seed: 1,
    attachmentSizeLimit: 10 * 1024 * 1024,
    fileName: 'dog.jpg',
    ...given,
  };
}

/** Stands for a photo where nobody opens it. */
export const somePhoto = new Uint8Array([1, 2, 3, 4]);

/** A result as a worker hands it over, of bytes that are no picture. */
export function someResult(given: Partial<Result> = {}): Result {
  return {
    picture: new Uint8Array([137, 80, 78, 71]),
    pictureType: 'png',
    fallback: null,
    width: 512,
    height: 384,
    seconds: 1.5,
    iterations: 100,
    seed: 7,
    engine: 'onnx',
    device: 'cpu',
    losses: [
      { iteration: 0, content: 0, style: 4, total: 4 },
      { iteration: 99, content: 0.5, style: 0.25, total: 0.75 },
    ],
    ...given,
  };
}
