import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decode } from '@atelier/core/images/decode.ts';
import { sharp } from '@atelier/core/images/sharp.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-study-'));
after(() => rm(folder, { recursive: true }));
const inside = (name: string) => join(folder, name);
const photo = (name: string) => fileURLToPath(new URL(`../../../docs/photos/${name}.jpg`, import.meta.url));
const SHORT = ['--size', '64', '--iterations', '2', '--levels', '1', '--json'];

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Exit code, and what was said on stdout and stderr. */
function atelier(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

test('reconstruct: a picture, its losses, and how it was made', async () => {
  const out = inside('reconstruct.png');
  const args = [photo('stream'), '--layer', 'conv3_1', '--from', 'mix:0.5', '--losses', inside('l.csv')];
  const { code, stdout, stderr } = await atelier('reconstruct', ...args, ...SHORT, '--out', out);
  assert.equal(code, 0, stderr);
  const { width, height, iterations, seed, losses } = JSON.parse(stdout);
  assert.deepEqual([width, height, iterations, seed, losses.length], [64, 43, 2, 1, 2]);
  assert.equal((await decode(await readFile(out))).width, 64);
  assert.match(await readFile(inside('l.csv'), 'utf8'), /iteration/);
  const { exif } = await sharp(out).metadata();
  assert.match(
    String(exif),
    /reconstruct, .*--layer conv3_1 --from mix:0\.5.*, seed 1, network [0-9a-f]{12}, Atelier/,
  );
});

test('texture and dream, one with a form, the other in a preset', async () => {
  const texture = await atelier(
    'texture',
    photo('brushes'),
    '--form',
    'gatys',
    ...SHORT,
    '--out',
    inside('t.png'),
  );
  assert.equal(texture.code, 0, texture.stderr);
  const preset = ['--preset', 'starry-night', '--unit', '3'];
  const dream = await atelier('dream', photo('stream'), ...preset, ...SHORT, '--out', inside('d.jpg'));
  assert.equal(dream.code, 0, dream.stderr);
  assert.ok(JSON.parse(dream.stdout).losses[0].style > 0);
});

test('look: maps of a layer, and patches with their places in the files', async () => {
  const maps = await atelier(
    'look',
    photo('fig'),
    '--layer',
    'conv2_1',
    '--size',
    '96',
    '--json',
    '--out',
    inside('m.png'),
  );
  assert.equal(maps.code, 0, maps.stderr);
  const { units } = JSON.parse(maps.stdout);
  assert.ok(
    units.length > 10 && units.every((unit: { largest: number; mean: number }) => unit.largest >= unit.mean),
  );

  const files = [photo('fig'), photo('sunset')];
  const args = ['--layer', 'conv3_1', '--unit', '1', '--count', '4', '--size', '128', '--json'];
  const found = await atelier('look', ...files, ...args, '--out', inside('p.png'));
  assert.equal(found.code, 0, found.stderr);
  const { patches } = JSON.parse(found.stdout);
  assert.ok(patches.length > 0 && patches.length <= 4);
  for (const { file, x, width } of patches) assert.ok(files.includes(file) && x >= 0 && width > 0);
  assert.ok((await sharp(inside('p.png')).metadata()).width! > 100);
});

test('what cannot be is said in one line', async () => {
  const out = ['--out', inside('x.png')];
  for (const [args, line] of [
    [
      ['look', photo('fig'), '--layer', 'conv9', ...out],
      /Expected a layer of .*conv1_1.* for --layer but received conv9/,
    ],
    [['look', photo('fig'), photo('stream'), '--layer', 'conv1_1', ...out], /Expected one, or --unit/],
    [['look', photo('fig'), '--layer', 'conv1_1', '--out', inside('x.jpg')], /ends in \.png/],
    [
      ['dream', photo('fig'), '--preset', 'x', '--style-image', 'y', ...out],
      /one of --preset and --style-image/,
    ],
    [['texture', inside('none.png'), ...out], /cannot be read: it does not exist/],
    [['reconstruct', photo('fig'), '--network', 'vgg20', ...out], /vgg20/],
  ] as const) {
    const { code, stderr } = await atelier(...args);
    assert.equal(code, 1, args.join(' '));
    assert.match(stderr, line);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  }
});
