import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decode } from './decode.ts';
import type { Image } from './image.ts';
import { sharp } from './sharp.ts';

/** 40×24: left half `left`, right half `right`, no alpha */
function halves(left: number[], right: number[]) {
  const pixels = Buffer.alloc(40 * 24 * 3);
  for (let i = 0; i < 40 * 24; i++) pixels.set(i % 40 < 20 ? left : right, i * 3);
  return sharp(pixels, { raw: { width: 40, height: 24, channels: 3 } });
}

const RED = [200, 30, 40];
const BLUE = [20, 60, 190];

/** The pixel in 0 … 255, rounded. */
function at({ width, data }: Image, x: number, y: number): number[] {
  return [0, 1, 2].map((c) => Math.round(data[(y * width + x) * 3 + c]! * 255));
}

function near(actual: number[], expected: number[], tolerance: number) {
  const off = Math.max(...actual.map((v, i) => Math.abs(v - expected[i]!)));
  assert.ok(off <= tolerance, `expected about ${expected} but received ${actual}`);
}

for (const [format, tolerance] of [
  ['jpeg', 4],
  ['png', 0],
  ['webp', 6],
  ['avif', 6],
  ['gif', 3],
] as const) {
  test(`${format}: size, range and colours`, async () => {
    const image = await decode(await halves(RED, BLUE).toFormat(format).toBuffer());
    assert.deepEqual([image.width, image.height, image.data.length], [40, 24, 40 * 24 * 3]);
    assert.ok(image.data.every((v) => v >= 0 && v <= 1));
    near(at(image, 5, 12), RED, tolerance);
    near(at(image, 34, 12), BLUE, tolerance);
  });
}

test('EXIF orientation is applied, also together with maxSide', async () => {
  // 6: the camera was turned; shown upright, the left half is the top
  const turned = await halves(RED, BLUE).withMetadata({ orientation: 6 }).png().toBuffer();
  for (const [options, width, height] of [
    [{}, 24, 40],
    [{ maxSide: 20 }, 12, 20],
  ] as const) {
    const image = await decode(turned, options);
    assert.deepEqual([image.width, image.height], [width, height]);
    near(at(image, width >> 1, 2), RED, 1);
    near(at(image, width >> 1, height - 3), BLUE, 1);
  }
});

test('transparent pixels lie over white, also in a palette and in grey', async () => {
  const half = (channels: 4, background: object) =>
    sharp({ create: { width: 20, height: 20, channels, background } });
  const glass = half(4, { r: 255, g: 0, b: 0, alpha: 0.5 });
  for (const bytes of [
    await glass.clone().png().toBuffer(),
    await glass.clone().webp({ lossless: true }).toBuffer(),
  ]) {
    near(at(await decode(bytes), 3, 3), [255, 127, 127], 1);
  }
  near(at(await decode(await glass.clone().png({ palette: true }).toBuffer()), 3, 3), [255, 127, 127], 3);
  const grey = await half(4, { r: 0, g: 0, b: 0, alpha: 0.25 }).toColourspace('b-w').png().toBuffer();
  near(at(await decode(grey), 3, 3), [191, 191, 191], 1);
});

test('a colour profile is converted to sRGB', async () => {
  const wide = await halves(RED, BLUE).withIccProfile('p3').png().toBuffer();
  const unmanaged = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
  assert.ok(Math.abs(unmanaged[0]! - RED[0]!) > 8, 'the file itself must hold other numbers');
  near(at(await decode(wide), 5, 12), RED, 2);
});

test('CMYK and grey JPEG, 16-bit PNG', async () => {
  near(at(await decode(await halves(RED, BLUE).toColourspace('cmyk').jpeg().toBuffer()), 5, 12), RED, 25);
  const grey = await halves([90, 90, 90], [200, 200, 200]).toColourspace('b-w').jpeg().toBuffer();
  near(at(await decode(grey), 34, 12), [200, 200, 200], 2);
  const deep = await halves(RED, BLUE).toColourspace('rgb16').png().toBuffer();
  assert.equal((await sharp(deep).metadata()).depth, 'ushort');
  near(at(await decode(deep), 5, 12), RED, 1);
});

test('of an animation the first frame', async () => {
  const frames = [RED, BLUE, [0, 0, 0]].map((colour) => Buffer.alloc(20 * 20 * 3, Buffer.from(colour)));
  const film = { width: 20, height: 60, channels: 3, pageHeight: 20 } as const;
  for (const format of ['gif', 'webp'] as const) {
    const image = await decode(await sharp(Buffer.concat(frames), { raw: film }).toFormat(format).toBuffer());
    assert.deepEqual([image.width, image.height], [20, 20]);
    near(at(image, 10, 10), RED, 6);
  }
});

test('maxSide shrinks a photo, keeps its aspect, and never enlarges', async () => {
  const photo = await readFile(new URL('../../../../docs/photos/fig.jpg', import.meta.url));
  const { width, height } = await decode(photo, { maxSide: 256 });
  assert.deepEqual([width, height], [256, 173]);
  const whole = await decode(photo, { maxSide: 9999 });
  assert.deepEqual([whole.width, whole.height], [1280, 866]);
});
