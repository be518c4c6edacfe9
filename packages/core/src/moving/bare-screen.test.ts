import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CLIP_LIMITS } from '@atelier/contract/clip.ts';
import { framesIn } from '../images/first-frame.ts';
import { BareScreen } from './bare-screen.ts';
import { openClip } from './open-clip.ts';

const path = (name: string) =>
  fileURLToPath(new URL(`../../../../test/fixtures/pictures/${name}`, import.meta.url));

test('a moving GIF without transparency stands on white where its first frame leaves the screen bare', async () => {
  const clip = await openClip(path('gif-first-frame-small.gif'), CLIP_LIMITS);
  const colours: number[][] = [];
  for await (const { image } of clip.frames()) {
    const middle = 3 * (image.width * (image.height >> 1) + (image.width >> 1));
    colours.push([...image.data.subarray(0, 3), ...image.data.subarray(middle, middle + 3)]);
  }
  assert.deepEqual(colours, [
    [1, 1, 1, 1, 0, 0],
    [0, 0, 1, 0, 0, 1],
  ]);
});

test('what a frame covered is bare again where it is cleared', () => {
  const frame = { top: 0, width: 2, height: 1 };
  const frames = [
    { ...frame, left: 0, clears: true },
    { ...frame, left: 1, clears: false },
    { ...frame, left: 9, clears: false }, // beyond the screen
  ];
  const screen = new BareScreen(3, 1, frames);
  const shown = () => {
    const pixels = new Uint8Array(12);
    screen.paper(pixels);
    return [0, 4, 8].map((i) => pixels[i]);
  };
  assert.deepEqual(
    [shown(), shown(), shown()],
    [
      [0, 0, 255],
      [255, 0, 0],
      [255, 0, 0],
    ],
  );
  assert.deepEqual(shown(), [0, 0, 0], 'of more frames than can be read nothing is known');
});

test('frames are read with their places, and whether they are cleared', async () => {
  const gif = await readFile(path('gif-first-frame-small.gif'));
  const clears = (bytes: Uint8Array) => [...framesIn(bytes, 'gif')].map((one) => one.clears);
  const before = clears(gif);
  assert.equal(before.length, 2);
  gif[gif.indexOf(Buffer.from([0x21, 0xf9, 4])) + 3]! = 2 << 2;
  assert.deepEqual(clears(gif), [true, before[1]]);
  assert.deepEqual(clears(gif.subarray(0, gif.length - 20)).length, 2, 'one that ends early');
  assert.deepEqual([...framesIn(await readFile(path('webp-first-frame-small.webp')), 'webp')].length, 2);
});
