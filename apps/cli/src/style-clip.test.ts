import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sharp } from '@atelier/core/images/sharp.ts';
import { parseArgs } from './program.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-clip-'));
after(() => rm(folder, { recursive: true }));
const inside = (name: string) => join(folder, name);
const photo = fileURLToPath(new URL('../../../docs/photos/picos-de-europa.jpg', import.meta.url));

/** `atelier style` in this process, which reads its networks once for all. */
async function style(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  const restored = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const usual = stream.write;
    stream.write = ((text: string | Uint8Array, ...rest: never[]) => {
      // the runner's own reports are bytes
      if (typeof text !== 'string') return usual.call(stream, text, ...rest);
      said[name] += text;
      return true;
    }) as typeof usual;
    return () => {
      stream.write = usual;
    };
  });
  try {
    return { code: await parseArgs(['style', ...args], '0'), ...said };
  } finally {
    for (const restore of restored) restore();
  }
}

/** A camera that pans, as an animation: frames of 64 × 48 pixels, one each `delay` ms. */
async function animation(name: string, count: number, delay: number): Promise<string> {
  const scene = await sharp(photo).resize(320, 214, { fit: 'fill' }).removeAlpha().png().toBuffer();
  const frames: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    const part = { left: 2 * i, top: 10, width: 128, height: 96 };
    frames.push(await sharp(scene).extract(part).resize(64, 48).raw().toBuffer());
  }
  const raw = { width: 64, height: 48 * count, channels: 3, pageHeight: 48 } as const;
  await sharp(Buffer.concat(frames), { raw })
    .webp({ delay: Array.from({ length: count }, () => delay), loop: 2, lossless: true })
    .toFile(inside(name));
  return inside(name);
}

test('an animation becomes an animation: its frames, times and plays', async () => {
  const clip = await animation('pan.webp', 5, 120);
  for (const out of ['out.webp', 'out.gif']) {
    const { code, stderr, stdout } = await style(
      ...[clip, '--out', inside(out), '--preset', 'great-wave', '--quality', 'fast', '--json'],
      ...['--losses', inside('l.csv'), '--plot', inside('l.png')],
    );
    assert.equal(code, 0, stderr);
    const { width, height, frames } = JSON.parse(stdout);
    assert.deepEqual([width, height, frames], [64, 48, 5]);
    const { delay, loop, pages } = await sharp(inside(out), { animated: true }).metadata();
    assert.deepEqual([pages, loop, delay], [5, 2, [120, 120, 120, 120, 120]]);
    assert.ok(!existsSync(`${inside(out)}.unfinished`));
  }
  assert.match(await readFile(inside('l.csv'), 'utf8'), /^iteration,content,style,total\n0,/);
});

test('stopped, nothing is lost: the same command goes on and the whole clip is there', async () => {
  const clip = await animation('long.webp', 40, 200);
  const args = [clip, '--out', inside('whole.gif'), '--preset', 'great-wave', '--quality', 'fast', '--json'];
  args.push('--losses', inside('whole.csv'));
  const first = style(...args);
  const state = `${inside('whole.gif')}.unfinished/state.json`;
  while (!existsSync(state)) await pause(20);
  process.kill(process.pid, 'SIGINT');
  const stopped = await first;
  assert.deepEqual([stopped.code, existsSync(inside('whole.gif'))], [130, false]);
  const kept = Number(/(\d+) of 40 frames are kept/.exec(stopped.stderr)?.[1]);
  assert.ok(kept >= 5 && kept < 40, stopped.stderr);
  const { code, stderr, stdout } = await style(...args);
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).frames, 40);
  assert.match(
    await readFile(inside('whole.csv'), 'utf8'),
    /\n0,(.*\n)+3[5-9],/,
    'losses from its first second on',
  );
  assert.equal((await sharp(inside('whole.gif'), { animated: true }).metadata()).pages, 40);
});

test('refused, each in one line', async () => {
  const clip = await animation('short.webp', 2, 100);
  await writeFile(inside('words.mp4'), 'Dear Atelier');
  await writeFile(inside('film.mp4'), '\0\0\0\x18ftypmp42\0\0\0\0mp42isom');
  const usual = ['--preset', 'udnie', '--quality', 'fast'];
  const refused: [string[], RegExp][] = [
    [[inside('words.mp4'), '--out', inside('a.mp4'), ...usual], /not a picture I can read/],
    [[inside('none.mp4'), '--out', inside('a.mp4'), ...usual], /none\.mp4 cannot be read/],
    [[clip, '--out', inside('a.gif'), ...usual, '--time-lapse', inside('t.gif')], /--time-lapse/],
    [[photo, '--out', inside('a.gif'), ...usual], /ending in \.png/],
    [[inside('film.mp4'), '--out', inside('a.png'), ...usual], /ending in \.mp4, \.webp or \.gif for a film/],
    [[clip, '--out', clip, ...usual], /--out.*short\.webp, which is read/],
    [[clip, '--out', inside('a.gif'), ...usual, '--seconds', '0'], /--seconds/],
    [[clip, '--out', inside('a.gif'), '--preset', 'nobody', '--quality', 'fast'], /no preset “nobody”/],
  ];
  for (const [args, words] of refused) {
    const { code, stderr } = await style(...args);
    assert.equal(code, 1, stderr);
    assert.match(stderr, words);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }
  const { code, stdout } = await style(inside('film.mp4'), '--out-dir', inside('many'), ...usual);
  assert.equal(code, 1);
  assert.match(stdout, /film\.mp4 +failed: .* a film is painted by itself with --out/);
});

const films = { skip: spawnSync('ffmpeg', ['-version']).status !== 0 && 'ffmpeg is not installed here' };
test('a film keeps its sound, and is told when it was trimmed', films, async () => {
  const made = spawnSync('ffmpeg', [
    ...[
      '-loglevel',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc=s=64x48:r=5:d=3',
      '-f',
      'lavfi',
      '-i',
      'sine=d=3',
    ],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', inside('film.mov')],
  ]);
  assert.equal(made.status, 0, String(made.stderr));
  const { code, stdout, stderr } = await style(
    ...[
      inside('film.mov'),
      '--out',
      inside('film.mp4'),
      '--preset',
      'udnie',
      '--quality',
      'fast',
      '--seconds',
      '2',
    ],
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /64×48, 10 frames.*\n.*first 2\.0 s of 3\.0 s/);
  const { stdout: streams } = spawnSync('ffprobe', [
    ...['-v', 'error', '-of', 'csv=p=0', '-show_entries', 'stream=codec_name,nb_frames', inside('film.mp4')],
  ]);
  assert.match(String(streams), /h264,10\naac,/);
});
