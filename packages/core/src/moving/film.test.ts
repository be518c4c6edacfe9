import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Clip, Frame } from './clip.ts';
import { openClip } from './open-clip.ts';
import { writeClip } from './write-clip.ts';

interface Stream {
  codec_name: string;
  disposition: { attached_pic: number };
}

const folder = await mkdtemp(join(tmpdir(), 'atelier-film-'));
after(() => rm(folder, { recursive: true }));

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const films = { skip: !hasFfmpeg && 'ffmpeg is not installed here' };

async function all(clip: Clip): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of clip.frames()) frames.push(frame);
  return frames;
}

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

  test('pictures that begin after the sound wait for it', async () => {
    const late = film(
      'late.mp4',
      `-itsoffset 0.5 -i ${second.mp4} -i ${second.mp4} -map 0:v -map 1:a -c copy`,
    );
    const frames = await all(await openClip(late));
    assert.equal(frames.length, 6 + 12);
    assert.deepEqual(frames[5]!.image.data, frames[0]!.image.data);
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
    const at = 3 * (8 * 34 + 17);
    const middle = [...frames[5]!.image.data.subarray(at, at + 3)].map((value) => 255 * value);
    for (const [c, value] of [230, 25, 25].entries())
      assert.ok(Math.abs(middle[c]! - value) <= 4, String(middle));
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
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('written')),
      ['written.mp4'],
    );
  });

  test('a poster: the frame a second in, as the cover that players show; it is not read as a frame', async (t) => {
    // as somebody names it who stands in its folder
    const [file, here] = ['poster:%d.mp4', process.cwd()];
    process.chdir(folder);
    t.after(() => process.chdir(here));
    const size = { width: 32, height: 16 };
    const writer = await writeClip({ file, format: 'mp4', ...size, rate: 4, loop: 1 });
    for (let i = 0; i < 6; i++) {
      const data = new Float32Array(3 * 32 * 16).fill(i < 4 ? 0 : 0.5);
      await writer.write({ image: { ...size, data }, alpha: null, seconds: 0.25 });
    }
    await writer.finish();
    const { streams } = JSON.parse(
      spawnSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_streams', `./${file}`], { encoding: 'utf8' })
        .stdout,
    );
    assert.deepEqual(
      streams.map((s: Stream) => [s.codec_name, s.disposition.attached_pic]),
      [
        ['h264', 0],
        ['mjpeg', 1],
      ],
    );
    const cover = `-v error -i ./${file} -map 0:1 -f rawvideo -pix_fmt gray -`.split(' ');
    const grey = spawnSync('ffmpeg', cover).stdout[0]!;
    assert.ok(Math.abs(grey - 128) < 4, `the frame after the black ones, not ${grey}`);
    assert.equal((await all(await openClip(file))).length, 6);
    const atoms = (await readFile(file)).toString('latin1');
    assert.ok(atoms.indexOf('moov') < atoms.indexOf('mdat'), 'shown before all of it is there');
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
