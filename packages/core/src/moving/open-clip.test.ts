import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Image } from '../images/image.ts';
import { sharp } from '../images/sharp.ts';
import type { Clip, Frame } from './clip.ts';
import { movingType, openClip } from './open-clip.ts';
import { delaysOf, writeClip } from './write-clip.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-clip-'));
after(() => rm(folder, { recursive: true }));

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const films = { skip: !hasFfmpeg && 'ffmpeg is not installed here' };

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

test('rounded delays keep the sum', () => {
  assert.deepEqual(delaysOf([1 / 30, 1 / 30, 1 / 30, 1 / 30, 1 / 30, 1 / 30], 10), [30, 40, 30, 30, 40, 30]);
});

describe('films', films, () => {
  /** As made by ffmpeg itself; more threads would take longer to begin than to encode. */
  function film(name: string, args: string): string {
    const file = join(folder, name);
    const given = ['-y', '-loglevel', 'error', ...args.split(' '), '-threads', '1', file];
    const made = spawnSync('ffmpeg', given, { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    return file;
  }
  const probed = (file: string, what: string) =>
    spawnSync('ffprobe', ['-v', 'error', '-of', 'default=nw=1', '-show_entries', what, file], {
      encoding: 'utf8',
    }).stdout;

  /** A second with a tone as MP4, MOV and WebM, and the tone alone: by one ffmpeg, whose start takes longest. */
  const second = (() => {
    const [mp4, mov, webm] = ['a.mp4', 'a.mov', 'a.webm'].map((name) => join(folder, name));
    const h264 = '-c:v libx264 -pix_fmt yuv420p -c:a aac -threads 1';
    const files = `${h264} ${mp4} ${h264} ${mov} -c:v libvpx -c:a libopus -threads 1 ${webm} -map 1:a -c:a aac`;
    const tone = film('tone.mp4', `-f lavfi -i testsrc=s=64x48:r=12:d=1 -f lavfi -i sine=d=1 ${files}`);
    return { mp4: mp4!, mov: mov!, webm: webm!, tone };
  })();

  test('MP4, MOV and WebM: size, rate, length, sound', async () => {
    for (const file of [second.mp4, second.mov, second.webm]) {
      const clip = await openClip(file);
      assert.deepEqual(
        [clip.kind, clip.width, clip.height, clip.rate, clip.sound, clip.loop],
        ['film', 64, 48, 12, true, 1],
      );
      assert.equal((await all(clip)).length, 12);
    }
  });

  /** 60 frames, of which each stands alone where the file is cut. */
  const long = () =>
    film(
      'front.mp4',
      '-f lavfi -i testsrc=s=128x128:r=10:d=6 -g 5 -bf 0 -pix_fmt yuv420p -movflags +faststart',
    );

  test('a long one of which nobody reads on after the first frame is let go', async () => {
    const clip = await openClip(long());
    // more than a pipe holds is left unread
    for await (const { image } of clip.frames()) {
      assert.equal(image.width, 128);
      break;
    }
  });

  test('a phone’s rotation flag: upright', async () => {
    const flat = film(
      'flat.mp4',
      `-f lavfi -i color=red:s=64x32:r=10:d=0.5 -vf drawbox=0:0:16:32:blue:fill -pix_fmt yuv420p`,
    );
    const turned = film(
      'turned.mp4',
      `-display_rotation 90 -i ${flat} -c copy`.replace('-display_rotation 90 ', '') +
        ' -metadata:s:v rotate=90',
    );
    const clip = await openClip(turned);
    assert.deepEqual([clip.width, clip.height], [32, 64]);
    const [first] = (await all(clip)) as [Frame];
    assert.deepEqual([first.image.width, first.image.height], [32, 64]);
    const at = (y: number) =>
      [...first.image.data.subarray(3 * (32 * y + 16), 3 * (32 * y + 16) + 3)].map((v) => Math.round(v));
    assert.notDeepEqual(at(2), at(61)); // the blue bar is at one end, not along a side
  });

  test('too long, too large, too fast: within the limits, and the length is told', async () => {
    const part = film('part.mp4', `-f lavfi -i color=green:s=900x50:r=50:d=1 -pix_fmt yuv420p`);
    const clip = await openClip(film('too-long.mp4', `-stream_loop 11 -i ${part} -c copy`));
    assert.deepEqual([clip.width, clip.height, clip.rate, clip.count], [720, 40, 30, 300]);
    assert.ok(Math.abs(clip.trimmed!.seconds - 12) < 0.1);
    assert.equal((await all(clip)).length, 300);
  });

  test('a variable rate: as long as it was', async () => {
    const file = film(
      'vfr.mp4',
      `-f lavfi -i testsrc=s=32x32:r=20:d=2 -vf select='lt(n,20)+not(mod(n,5))' -vsync vfr -pix_fmt yuv420p`,
    );
    const clip = await openClip(file);
    const frames = await all(clip);
    assert.ok(
      Math.abs(frames.reduce((sum, { seconds }) => sum + seconds, 0) - 1.75) < 0.3,
      String(frames.length / clip.rate),
    );
  });

  test('VP9’s alpha', async () => {
    const file = film(
      'alpha.webm',
      `-f lavfi -i color=red@0.0:s=32x32:r=10:d=0.5,format=yuva420p -c:v libvpx-vp9 -pix_fmt yuva420p`,
    );
    const [frame] = (await all(await openClip(file))) as [Frame];
    assert.equal(frame.alpha?.[100], 0);
  });

  test('what is written: right colours, tagged, even sides, sound bit for bit', async () => {
    const file = join(folder, 'written.mp4');
    const writer = await writeClip({
      file,
      format: 'mp4',
      width: 33,
      height: 17,
      rate: 10,
      loop: 1,
      soundOf: { file: second.mp4, codec: 'aac' },
    });
    const data = new Float32Array(3 * 33 * 17).map((_, i) => [0.9, 0.1, 0.1][i % 3]!);
    for (let i = 0; i < 10; i++)
      await writer.write({ image: { width: 33, height: 17, data }, alpha: null, seconds: 0.1 });
    await writer.finish();
    assert.match(probed(file, 'stream=color_space,width,height'), /width=34\nheight=18\ncolor_space=bt709/);
    const clip = await openClip(file);
    const frames = await all(clip);
    assert.deepEqual([clip.sound, frames.length], [true, 10]);
    near(middle(frames[5]!.image), [230, 25, 25], 4);
    const sound = (of: string) =>
      spawnSync('ffmpeg', [
        '-loglevel',
        'error',
        '-i',
        of,
        '-map',
        '0:a',
        '-c',
        'copy',
        '-f',
        'md5',
        '-',
      ]).stdout.toString();
    assert.equal(sound(file).length > 10 && sound(file), sound(second.mp4));
  });

  const bad: [string, () => Promise<Uint8Array> | Uint8Array, string][] = [
    [
      'a film that is none',
      () => Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom and then only words'),
      'clip.damaged',
    ],
    ['an empty file', () => new Uint8Array(), 'image.empty'],
    ['text', () => Buffer.from('Dear Atelier, here is my film.'), 'image.unknown-type'],
    ['cut off before its index', async () => (await readFile(second.mp4)).subarray(0, 900), 'clip.damaged'],
    ['only sound', () => readFile(second.tone), 'clip.no-frames'],
    [
      'sides of 10 000 pixels',
      () =>
        readFile(film('huge.mov', '-f lavfi -i color=red:s=10000x64:r=1:d=1 -c:v mjpeg -pix_fmt yuvj420p')),
      'clip.too-large',
    ],
  ];
  for (const [what, make, code] of bad) {
    test(`${what}: ${code}`, async () => {
      const file = join(folder, 'bad.mp4');
      await writeFile(file, await make());
      await assert.rejects(openClip(file).then(all), { code });
    });
  }

  test('cut off in the middle: painted as far as it goes', async () => {
    const whole = await readFile(join(folder, 'front.mp4'));
    const file = join(folder, 'half.mp4');
    await writeFile(file, whole.subarray(0, whole.length / 2));
    const frames = await all(await openClip(file));
    assert.ok(frames.length > 3 && frames.length < 60, String(frames.length));
  });
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
