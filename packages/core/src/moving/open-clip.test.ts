import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Image } from '../images/image.ts';
import { sharp } from '../images/sharp.ts';
import type { Clip, Frame } from './clip.ts';
import { GIF_END, gifParts } from './gif-blocks.ts';
import { movingType, openClip } from './open-clip.ts';
import { webpHead } from './webp-chunks.ts';
import { writeClip } from './write-clip.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-clip-'));
after(() => rm(folder, { recursive: true }));

/** [r, g, b, a] of one pixel */
type Colour = readonly number[];
const [RED, GREEN, BLUE, CLEAR]: [Colour, Colour, Colour, Colour] = [
  [230, 25, 25, 255],
  [25, 200, 25, 255],
  [25, 25, 220, 255],
  [0, 0, 0, 0],
];

/** Frames of even colours. */
async function animation(
  format: 'gif' | 'webp',
  colours: readonly Colour[],
  {
    delay,
    loop = 0,
    width = 24,
    height = 17,
  }: { delay: number[]; loop?: number; width?: number; height?: number },
): Promise<string> {
  const pixels = Buffer.concat(
    colours.map((colour) => Buffer.concat(Array.from({ length: width * height }, () => Buffer.from(colour)))),
  );
  const raw = { width, height: height * colours.length, channels: 4, pageHeight: height } as const;
  const film = sharp(pixels, { raw, limitInputPixels: false });
  const file = join(folder, `${colours.length}-${delay.slice(0, 4)}-${loop}-${width}.${format}`);
  const options = { delay, loop };
  await (format === 'gif'
    ? film.gif({ ...options, keepDuplicateFrames: true })
    : film.webp({ ...options, lossless: true })
  ).toFile(file);
  return file;
}

async function all(clip: Clip): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of clip.frames()) frames.push(frame);
  return frames;
}

/** RGB of the pixel in the middle, 0 to 255. */
function middle({ width, height, data }: Image): number[] {
  const at = 3 * (Math.floor(height / 2) * width + Math.floor(width / 2));
  return [...data.subarray(at, at + 3)].map((value) => Math.round(255 * value));
}

function near(actual: readonly number[], expected: readonly number[], off: number): void {
  assert.ok(
    actual.every((value, i) => Math.abs(value - expected[i]!) <= off),
    `${actual} instead of ${expected}`,
  );
}

for (const format of ['gif', 'webp'] as const) {
  test(`${format}: frames, times, plays and transparency`, async () => {
    const file = await animation(format, [RED, GREEN, CLEAR], { delay: [100, 250, 40], loop: 3 });
    const clip = await openClip(file);
    assert.deepEqual(
      [clip.kind, clip.width, clip.height, clip.count, clip.loop, clip.trimmed, clip.sound],
      [format, 24, 17, 3, 3, null, false],
    );
    const frames = await all(clip);
    assert.deepEqual(
      frames.map(({ seconds }) => seconds),
      [0.1, 0.25, 0.04],
    );
    near(middle(frames[0]!.image), RED, 8);
    near(middle(frames[1]!.image), GREEN, 8);
    near(middle(frames[2]!.image), [255, 255, 255], 0);
    assert.deepEqual([frames[0]!.alpha, frames[2]!.alpha?.[200]], [null, 0]);
  });

  test(`${format}: what is written is read again`, async () => {
    const clip = await openClip(
      await animation(format, [RED, GREEN, BLUE, CLEAR], { delay: [70, 80, 90, 200], loop: 2 }),
    );
    const file = join(folder, `again.${format}`);
    const writer = await writeClip({
      file,
      format,
      width: clip.width,
      height: clip.height,
      rate: clip.rate,
      loop: clip.loop,
    });
    for (const frame of await all(clip)) await writer.write(frame);
    await writer.finish();
    const again = await openClip(file);
    const frames = await all(again);
    assert.deepEqual([again.loop, frames.map(({ seconds }) => seconds)], [2, [0.07, 0.08, 0.09, 0.2]]);
    near(middle(frames[2]!.image), BLUE, 8);
    assert.equal(frames[3]!.alpha?.[200], 0);
  });
}

test('delays of nothing are a tenth of a second, as in every browser', async () => {
  const clip = await openClip(await animation('gif', [RED, GREEN], { delay: [0, 10] }));
  assert.deepEqual(
    (await all(clip)).map(({ seconds }) => seconds),
    [0.1, 0.1],
  );
});

test('a GIF of one frame is a still picture, and a clip of one frame for who asks', async () => {
  const file = await animation('gif', [RED], { delay: [100] });
  assert.equal(await movingType(await readFile(file)), null);
  assert.equal((await all(await openClip(file))).length, 1);
});

test('3000 frames are trimmed to the limit and say so', async () => {
  const colours = Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? RED : GREEN));
  const clip = await openClip(
    await animation('gif', colours, { delay: colours.map(() => 40), width: 16, height: 16 }),
  );
  assert.deepEqual([clip.count, Math.round(clip.seconds), Math.round(clip.trimmed!.seconds)], [250, 10, 120]);
  assert.equal((await all(clip)).length, 250);
});

test('GIF: what a frame leaves behind is kept, cleared or taken back, as it says', async () => {
  const [width, height] = [16, 12];
  const [KEPT, CLEARED, TAKEN_BACK] = [1, 2, 3];
  const part = async (colour: Colour, wide: number, left: number, dispose: number) => {
    const pixels = Buffer.concat(Array.from({ length: wide * height }, () => Buffer.from(colour)));
    const still = sharp(pixels, { raw: { width: wide, height, channels: 4 } });
    const [frame] = gifParts(await still.gif().toBuffer()).frames as [Uint8Array];
    const image = Buffer.from(frame.subarray(frame[0] === 0x21 ? 8 : 0));
    image.writeUInt16LE(left, 1);
    return [Buffer.from([0x21, 0xf9, 4, dispose << 2, 10, 0, 0, 0]), image];
  };
  const head = Buffer.from('GIF89a\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const parts = [
    await part(RED, 16, 0, KEPT),
    await part(GREEN, 8, 0, TAKEN_BACK),
    await part(BLUE, 8, 8, CLEARED),
    await part(GREEN, 8, 0, KEPT),
  ];
  const file = join(folder, 'left-behind.gif');
  await writeFile(file, Buffer.concat([head, ...parts.flat(), GIF_END]));
  const frames = await all(await openClip(file));
  const at = ({ image, alpha }: Frame, x: number) =>
    alpha?.[x] === 0 ? 'nothing' : [...image.data.subarray(3 * x, 3 * x + 3)].map((v) => Math.round(255 * v));
  const [red, green, blue] = [RED, GREEN, BLUE].map((colour) => colour.slice(0, 3));
  const seen = frames.map((frame) => [at(frame, 2), at(frame, 12)]);
  assert.deepEqual(seen.slice(0, 3), [
    [red, red],
    [green, red],
    [red, blue],
  ]);
  // a file without a see-through colour is cleared to black, as libvips has it
  assert.deepEqual(seen[3]![0], green);
  assert.notDeepEqual(seen[3]![1], blue);
});

test('more frames a second than the limit: some are left out, the time stays', async () => {
  const colours = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? RED : GREEN));
  const clip = await openClip(await animation('webp', colours, { delay: colours.map(() => 20) }));
  const frames = await all(clip);
  assert.deepEqual([clip.count, frames.length], [5, 5]);
  assert.ok(Math.abs(frames.reduce((sum, { seconds }) => sum + seconds, 0) - 0.2) < 1e-9);
});

test('a large animation is read at the limit’s size', async () => {
  const clip = await openClip(
    await animation('webp', [RED, GREEN], { delay: [50, 50], width: 900, height: 33 }),
  );
  assert.deepEqual([clip.width, clip.height], [720, 26]);
  near(middle((await all(clip))[1]!.image), GREEN, 8);
});

describe('APNG', () => {
  const size = { width: 4, height: 2 };
  const solid = (width: number, height: number, colour: Colour) =>
    sharp(Buffer.concat(Array.from({ length: width * height }, () => Buffer.from(colour))), {
      raw: { width, height, channels: 4 },
    })
      .png({ palette: false })
      .toBuffer();
  const chunk = (name: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const idat = (png: Buffer) => {
    const at = png.indexOf('IDAT');
    return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
  };
  interface Part {
    left: number;
    top: number;
    width: number;
    height: number;
    dispose: number;
    blend: number;
    colour: Colour;
  }
  async function apng(parts: readonly Part[], loop = 2): Promise<Buffer> {
    const first = await solid(size.width, size.height, parts[0]!.colour);
    const chunks: Uint8Array[] = [first.subarray(0, 33)];
    const [control] = [Buffer.alloc(8)];
    control.writeUInt32BE(parts.length, 0);
    control.writeUInt32BE(loop, 4);
    chunks.push(chunk('acTL', control));
    let sequence = 0;
    for (const [i, part] of parts.entries()) {
      const frame = Buffer.alloc(26);
      for (const [k, value] of [sequence++, part.width, part.height, part.left, part.top].entries()) {
        frame.writeUInt32BE(value, 4 * k);
      }
      frame.writeUInt16BE(1, 20);
      frame.writeUInt16BE(i === 0 ? 0 : 5, 22);
      frame.writeUInt8(part.dispose, 24);
      frame.writeUInt8(part.blend, 25);
      chunks.push(chunk('fcTL', frame));
      const data = idat(await solid(part.width, part.height, part.colour));
      const number = Buffer.alloc(4);
      if (i > 0) number.writeUInt32BE(sequence++);
      chunks.push(i === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([number, data])));
    }
    return Buffer.concat([...chunks, chunk('IEND', Buffer.alloc(0))]);
  }
  const whole = { left: 0, top: 0, ...size };
  const left = { left: 0, top: 0, width: 2, height: 2 };
  /** colours of the left and the right half */
  const halves = ({ image }: Frame) =>
    [0, 3].map((x) => [...image.data.subarray(3 * x, 3 * x + 3)].map((v) => Math.round(255 * v)));
  const WHITE = [255, 255, 255];
  const rgb = (colour: Colour) => colour.slice(0, 3);

  test('blending and disposal, times and plays', async () => {
    const file = join(folder, 'all.png');
    const half: Colour = [25, 25, 220, 128];
    await writeFile(
      file,
      await apng([
        { ...whole, dispose: 0, blend: 0, colour: RED },
        { ...left, dispose: 2, blend: 1, colour: GREEN }, // previous: red comes back
        { ...left, dispose: 1, blend: 1, colour: half }, // over red, then cleared
        { ...left, left: 2, dispose: 0, blend: 0, colour: half }, // source: its alpha counts
      ]),
    );
    const clip = await openClip(file);
    assert.deepEqual([clip.kind, clip.loop, clip.count], ['apng', 2, 4]);
    const frames = await all(clip);
    assert.deepEqual(
      frames.map(({ seconds }) => seconds),
      [0.1, 0.2, 0.2, 0.2],
    );
    assert.deepEqual(halves(frames[0]!), [rgb(RED), rgb(RED)]);
    assert.deepEqual(halves(frames[1]!), [rgb(GREEN), rgb(RED)]);
    near(halves(frames[2]!)[0]!, [127, 25, 123], 1);
    assert.deepEqual(halves(frames[3]!)[0], WHITE);
    assert.deepEqual([frames[3]!.alpha![0], frames[3]!.alpha![3]], [0, 128]);
  });

  test('cut off: it is damaged', async () => {
    const file = join(folder, 'cut.png');
    const bytes = await apng([
      { ...whole, dispose: 0, blend: 0, colour: RED },
      { ...whole, dispose: 0, blend: 0, colour: GREEN },
    ]);
    await writeFile(file, bytes.subarray(0, bytes.length - 30));
    await assert.rejects(openClip(file).then(all), { code: 'image.damaged' });
  });
});

describe('animations that are none', () => {
  const bad: [string, () => Promise<Uint8Array> | Uint8Array][] = [
    ['a GIF without frames', () => Buffer.from('GIF89a\x10\0\x10\0\0\0\0;', 'latin1')],
    [
      'a WebP without frames',
      () => webpHead({ width: 16, height: 16 }, { loop: 0, hasAlpha: false, bytes: 0 }),
    ],
    [
      'an APNG without frames',
      async () => {
        const png = await sharp({ create: { width: 16, height: 16, channels: 3, background: 'red' } })
          .png()
          .toBuffer();
        const control = Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1');
        return Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
      },
    ],
    [
      'a GIF that ends in its first frame',
      async () => (await readFile(await animation('gif', [RED, GREEN], { delay: [50, 50] }))).subarray(0, 60),
    ],
  ];
  for (const [what, make] of bad) {
    test(`${what}: image.damaged`, async () => {
      const file = join(folder, 'bad-animation');
      await writeFile(file, await make());
      await assert.rejects(openClip(file).then(all), { code: 'image.damaged' });
    });
  }
});

test('without ffmpeg a film is refused in one sentence, a GIF is read', async () => {
  const film = join(folder, 'none.mp4');
  await writeFile(film, Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'));
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    await assert.rejects(openClip(film), { code: 'clip.no-ffmpeg' });
    assert.equal(
      (await all(await openClip(await animation('gif', [RED, GREEN], { delay: [50, 50] })))).length,
      2,
    );
  } finally {
    process.env.PATH = path;
  }
});
