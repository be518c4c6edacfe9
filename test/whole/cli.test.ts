import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decode } from '@atelier/core/images/decode.ts';
import { PRESETS } from '@atelier/core/styles/catalogue.ts';

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));
const PHOTO = fileURLToPath(new URL('../../docs/photos/fig.jpg', import.meta.url));

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs the command in a folder of its own, so that no path may depend on where it is called. */
function atelier(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const env = { ...process.env, ATELIER_DATA: folder, ATELIER_PRESETS: '' };
    execFile(process.execPath, [MAIN, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test('style --json prints one object and writes the picture, for both qualities', async () => {
  for (const quality of ['fast', 'high']) {
    const out = join(folder, `${quality}.png`);
    const args = ['style', PHOTO, '--preset', 'great-wave', '--quality', quality, '--size', '128'];
    const { code, stdout, stderr } = await atelier(...args, '--seed', '7', '--out', out, '--json');
    assert.equal(code, 0, stderr);
    const summary = JSON.parse(stdout);
    // the contract of docs/architecture.md; more may be there
    const contract = 'preset quality engine device width height seconds iterations losses out'.split(' ');
    assert.deepEqual(
      contract.filter((key) => !(key in summary)),
      [],
    );
    assert.equal(summary.preset, 'great-wave');
    assert.equal(summary.quality, quality);
    assert.equal(summary.width, 128);
    assert.equal(summary.out, out);
    assert.ok(summary.losses.length >= 2);
    assert.deepEqual(Object.keys(summary.losses[0]).sort(), ['content', 'iteration', 'style', 'total']);
    const picture = await decode(await readFile(out));
    assert.deepEqual([picture.width, picture.height], [summary.width, summary.height]);
  }
});

test('the same seed paints the same bytes, another seed others', async () => {
  const painted = async (seed: string) => {
    const out = join(folder, `seed-${seed}.png`);
    const args = ['style', PHOTO, '--preset', 'the-scream', '--size', '96', '--seed', seed, '--out', out];
    const { code, stderr } = await atelier(...args);
    assert.equal(code, 0, stderr);
    return readFile(out);
  };
  const first = await painted('1');
  assert.deepEqual(await painted('1'), first);
  assert.notDeepEqual(await painted('2'), first);
});

test('a painting of one’s own is a style', async () => {
  const painting = fileURLToPath(new URL('../../docs/photos/brushes.jpg', import.meta.url));
  const out = join(folder, 'own.webp');
  const args = ['style', PHOTO, '--style-image', painting, '--size', '96', '--out', out, '--json'];
  const { code, stdout, stderr } = await atelier(...args);
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).preset, null);
});

test('every mistake is one clear line on stderr and exit code 1', async () => {
  const broken = join(folder, 'broken.jpg');
  await writeFile(broken, (await readFile(PHOTO)).subarray(0, 20_000));
  const cases: [string[], RegExp][] = [
    [['style', PHOTO, '--preset', 'starry-nite', '--out', 'x.png'], /no preset “starry-nite”.*starry-night/],
    [['style', PHOTO, '--out', 'x.png'], /--preset, --style-image or --mask/],
    [
      ['style', PHOTO, '--preset', 'udnie', '--quality', 'best', '--out', 'x.png'],
      /Allowed choices are fast, high/,
    ],
    [['style', PHOTO, '--preset', 'udnie', '--size', '1e9', '--out', 'x.png'], /whole number/],
    [['style', PHOTO, '--preset', 'udnie', '--size', '99999', '--out', 'x.png'], /size/],
    [['style', PHOTO, '--preset', 'udnie', '--out', 'x.txt'], /\.png/],
    [['style', PHOTO, '--preset', 'udnie'], /--out/],
    [['style', 'nowhere.jpg', '--preset', 'udnie', '--out', 'x.png'], /nowhere\.jpg.*does not exist/],
    [
      ['style', folder, '--preset', 'udnie', '--out', 'x.png'],
      /a folder or a pattern with|--out-dir for more/,
    ],
    [['style', broken, '--preset', 'udnie', '--out', 'x.png'], /damaged/],
    [['style', MAIN, '--preset', 'udnie', '--out', 'x.png'], /not a picture/],
    [
      [
        'style',
        PHOTO,
        '--preset',
        'great-wave',
        '--quality',
        'fast',
        '--size',
        '64',
        '--out',
        'no/such/x.png',
      ],
      /cannot be written.*does not exist/,
    ],
    [['paint'], /unknown command/],
  ];
  for (const [args, expected] of cases) {
    const { code, stdout, stderr } = await atelier(...args);
    assert.equal(code, 1, args.join(' '));
    assert.equal(stdout, '', args.join(' '));
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split('\n').length, 1, `one line for ${args.join(' ')}: ${stderr}`);
  }
});

test('presets lists what the catalogue has', async () => {
  const { stdout } = await atelier('presets', '--json');
  assert.deepEqual(
    JSON.parse(stdout).map(({ name }: { name: string }) => name),
    PRESETS.map(({ name }) => name),
  );
  for (const name of ['starry-night', 'great-wave', 'the-scream', 'composition-vii']) {
    assert.ok(PRESETS.some((preset) => preset.name === name && preset.fast));
  }
  assert.ok(PRESETS.length >= 12);
});
