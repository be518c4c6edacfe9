import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chooseEngine } from '@atelier/core/engines/choose.ts';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import { sharp } from '@atelier/core/images/sharp.ts';
import { paintFile, type StyleFlags, styleOf } from './style-job.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-style-'));
after(() => rm(folder, { recursive: true }));
const inside = (name: string) => join(folder, name);
const photo = (name: string) => fileURLToPath(new URL(`../../../docs/photos/${name}.jpg`, import.meta.url));

/** Exit code, and what was said on stdout and stderr. */
function atelier(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

test('a mix with a mask, everything that can be written, and how it was made', async () => {
  const half = { width: 64, height: 96, data: new Float32Array(64 * 96 * 3).fill(1, 0, 64 * 48 * 3) };
  await sharp(await encode(half, { format: 'png' })).toFile(inside('mask.png'));
  const { code, stdout, stderr } = await atelier(
    ...['style', photo('dogs-at-the-window'), '--out', inside('out.png'), '--size', '96', '--json'],
    ...['--preset', 'udnie:0.3', '--preset', 'great-wave:0.7', '--mask', `${inside('mask.png')}:none`],
    ...[
      '--iterations',
      '6',
      '--optimiser',
      'adam',
      '--start',
      'mix:0.5',
      '--style-scale',
      '80',
      '--feather',
      '2',
    ],
    ...['--losses', inside('l.csv'), '--plot', inside('l.png'), '--time-lapse', inside('film.webp')],
    ...['--keep-in', inside('kept'), '--keep-every', '2'],
  );
  assert.equal(code, 0, stderr);
  const { preset, iterations, losses, width, height } = JSON.parse(stdout);
  assert.deepEqual([preset, iterations, width, height], ['udnie:0.3 + great-wave:0.7', 6, 64, 96]);
  const rows = (await readFile(inside('l.csv'), 'utf8')).trim().split('\n');
  assert.deepEqual([rows[0], rows.length], ['iteration,content,style,total', losses.length + 1]);
  assert.deepEqual(await readdir(inside('kept')), ['000000.png', '000002.png', '000004.png']);
  assert.equal((await sharp(inside('film.webp'), { animated: true }).metadata()).pages, 4);
  assert.ok((await stat(inside('l.png'))).size > 1000);
  const made = (await readFile(inside('out.png'))).toString('latin1');
  for (const said of ['masks 1', '--feather 2', '--start mix:0.5', '--optimiser adam', '--iterations 6']) {
    assert.ok(made.includes(said), said);
  }
  assert.ok(!made.includes(folder), 'a path of this machine');
  // the masked half is the photo
  const [out, before] = [
    await decode(await readFile(inside('out.png'))),
    await decode(await sharp(photo('dogs-at-the-window')).resize(64, 96, { fit: 'fill' }).png().toBuffer()),
  ];
  const distance = (row: number) => {
    const values = out.data.subarray(3 * 64 * row, 3 * 64 * (row + 1));
    return (
      values.reduce((sum, value, i) => sum + Math.abs(value - before.data[3 * 64 * row + i]!), 0) /
      values.length
    );
  };
  assert.ok(distance(20) < 0.03 && distance(80) > 0.06, `${distance(20)} above, ${distance(80)} below`);
});

test('a fast picture is written before its losses are measured', async () => {
  const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
  after(() => engine.close());
  const written: boolean[] = [];
  engine.evaluator = async () => {
    written.push((await readdir(folder)).includes('soon.png'));
    throw new Error('no losses today');
  };
  const flags: StyleFlags = { preset: ['udnie'], quality: 'fast', size: 64 };
  const signal = new AbortController().signal;
  const common = { flags, engine, style: await styleOf(flags), signal };
  const bar = { update: async () => {}, stop: () => {} };
  await assert.rejects(paintFile(photo('fig'), inside('soon.png'), common, { bar }), /no losses today/);
  assert.deepEqual(written, [true]);
});

const REFUSED: [string, string[], RegExp][] = [
  ['no style', [], /--preset, --style-image or --mask/],
  ['an unknown layer', ['--preset', 'udnie', '--style-layers', 'relu1'], /one of conv1_1, .*received relu1/],
  ['a number that is none', ['--preset', 'udnie', '--variation', 'much'], /Expected a number/],
];
for (const [name, args, message] of REFUSED) {
  test(`refused with one line, and no file: ${name}`, async () => {
    const result = await atelier('style', photo('fig'), '--out', inside('no.png'), '--size', '64', ...args);
    assert.deepEqual([result.code, result.stdout], [1, '']);
    assert.match(result.stderr, message);
    assert.ok(!(await readdir(folder)).includes('no.png'));
  });
}
