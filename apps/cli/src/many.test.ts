import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sharp } from '@atelier/core/images/sharp.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const PHOTOS = fileURLToPath(new URL('../../../docs/photos/', import.meta.url));
const FAST = ['--preset', 'starry-night', '--quality', 'fast', '--size', '64'];

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-many-'));
  // twelve photos in two folders, one of them damaged
  await mkdir(join(folder, 'photos/trip'), { recursive: true });
  const names = (await readdir(PHOTOS)).filter((name) => name.endsWith('.jpg')).sort();
  for (const name of names) await copyFile(PHOTOS + name, join(folder, 'photos', name));
  for (const name of names.slice(0, 12 - names.length - 1)) {
    await copyFile(PHOTOS + name, join(folder, 'photos/trip', name));
  }
  await writeFile(
    join(folder, 'photos/broken.jpg'),
    (await readFile(`${PHOTOS}fig.jpg`)).subarray(0, 20_000),
  );
});
after(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, ATELIER_DATA: folder, ATELIER_PRESETS: '' };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env });
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code) => done({ code, stdout: Buffer.concat(chunks), stderr }));
  });
  return { child, ended };
}

async function atelier(args: readonly string[], stdin?: Uint8Array): Promise<Ended> {
  const { child, ended } = start(args);
  child.stdin!.end(stdin);
  return ended;
}

const filesIn = async (name: string) =>
  (await readdir(join(folder, name), { recursive: true })).filter((file) => /\.\w+$/.test(file)).sort();

test('twelve photos, one of them damaged: eleven paintings, a table, and exit code 1', async () => {
  const { code, stdout, stderr } = await atelier(['style', 'photos', ...FAST, '--out-dir', 'painted']);
  assert.deepEqual([code, stderr], [1, '']);
  const lines = stdout.toString().trimEnd().split('\n');
  assert.match(lines[0]!, /^photo +painting +size +seconds +loss$/);
  assert.equal(lines.length, 14);
  assert.match(stdout.toString(), /^photos\/broken\.jpg +failed: The picture is damaged/m);
  assert.match(stdout.toString(), /^photos\/fig\.jpg +painted\/fig\.jpg +64×43 +[\d.]+ +[\d.]+$/m);
  assert.equal(lines[13], '11 painted, 1 failed');
  const painted = await filesIn('painted');
  assert.equal(painted.length, 11);
  assert.deepEqual(painted.filter((file) => file.startsWith('trip')).length, 2);
  for (const file of painted)
    assert.equal((await sharp(join(folder, 'painted', file)).metadata()).format, 'jpeg');
});

test('patterns are read here too; --jobs changes no byte, and --skip-existing nothing that is there', async () => {
  const pattern = ['style', 'photos/d*.jpg', ...FAST, '--format', 'png', '--json'];
  for (const [jobs, to] of [
    ['1', 'one'],
    ['3', 'three'],
  ] as const) {
    const { code, stdout } = await atelier([...pattern, '--jobs', jobs, '--out-dir', to]);
    assert.equal(code, 0);
    const { painted, failed, photos } = JSON.parse(stdout.toString());
    assert.deepEqual([painted, failed, photos.length], [3, 0, 3]);
    assert.deepEqual(Object.keys(photos[0].losses[0]).sort(), ['content', 'iteration', 'style', 'total']);
  }
  assert.deepEqual(await filesIn('one'), ['dandelion.png', 'dogs-at-the-window.png', 'drum-and-wine.png']);
  for (const file of await filesIn('one')) {
    assert.deepEqual(
      await readFile(join(folder, 'one', file)),
      await readFile(join(folder, 'three', file)),
      file,
    );
  }
  const at = async () => (await stat(join(folder, 'one/dandelion.png'))).mtimeMs;
  const before = await at();
  await rm(join(folder, 'one/drum-and-wine.png'));
  const again = await atelier([...pattern, '--skip-existing', '--out-dir', 'one']);
  const { painted, skipped } = JSON.parse(again.stdout.toString());
  assert.deepEqual([painted, skipped, await at()], [1, 2, before]);
});

test('a photo comes by stdin and leaves by stdout, which has nothing else', async () => {
  const photo = await readFile(`${PHOTOS}fig.jpg`);
  const { code, stdout } = await atelier(['style', '-', ...FAST, '--out', '-', '--format', 'webp'], photo);
  assert.equal(code, 0);
  const { format, width } = await sharp(stdout).metadata();
  assert.deepEqual([format, width], ['webp', 64]);
});

test('what --json prints repeats the run, from another folder too', async () => {
  const flags = [
    '--preset',
    'udnie:2',
    '--preset',
    'the-scream',
    '--keep-colours',
    '--seed',
    '9',
    '--start',
    'mix:0.5',
  ];
  const more = ['--size', '64', '--iterations', '3', '--measure', '--json'];
  const args = ['style', 'photos/fig.jpg', ...flags, ...more, '--out', 'first.png'];
  const first = await atelier(args);
  assert.equal(first.code, 0, first.stderr);
  const { run, measured, sizes, seed, network } = JSON.parse(first.stdout.toString());
  assert.deepEqual([run.options.seed, run.options.size, seed, run.network], [9, 64, 9, network]);
  assert.deepEqual(sizes, [{ side: 64, iterations: 3 }]);
  assert.deepEqual(Object.keys(measured).sort(), ['content', 'network', 'ssim', 'styleLeft']);
  assert.ok(
    measured.network === 'compact' && measured.ssim < 1 && measured.styleLeft < 1 && measured.content > 0,
  );
  await mkdir(join(folder, 'elsewhere'), { recursive: true });
  await writeFile(join(folder, 'elsewhere/run.json'), first.stdout);
  const second = await atelier(['style', '--config', 'elsewhere/run.json', '--out', 'second.png']);
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(await readFile(join(folder, 'second.png')), await readFile(join(folder, 'first.png')));
  // what is typed counts more; a network that is not the one of then is said
  const other = JSON.stringify({
    ...JSON.parse(first.stdout.toString()),
    run: { ...run, network: 'f'.repeat(64) },
  });
  await writeFile(join(folder, 'elsewhere/other.json'), other);
  const third = await atelier([
    'style',
    '--config',
    'elsewhere/other.json',
    '--size',
    '70',
    '--out',
    'third.png',
  ]);
  assert.match(third.stderr, /differs from the one that is repeated: .* ffffffffffff/);
  assert.match(third.stdout.toString(), /third\.png: 70×/);
});

test('Ctrl-C ends it within an iteration, with the old file as it was and nothing beside it', async () => {
  await writeFile(join(folder, 'kept.png'), 'the old file');
  const args = ['style', 'photos/fig.jpg', '--preset', 'udnie', '--size', '256', '--iterations', '100000'];
  const { child, ended } = start([...args, '--keep-in', 'way', '--keep-every', '1', '--out', 'kept.png']);
  // it paints as soon as there are pictures on the way
  while ((await readdir(join(folder, 'way')).catch(() => [])).length < 2) {
    await new Promise((done) => setTimeout(done, 50));
  }
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout.length, stderr], [130, 0, 'The painting was cancelled.\n']);
  assert.equal(await readFile(join(folder, 'kept.png'), 'utf8'), 'the old file');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.part')),
    [],
  );
});

const REFUSED: [string, string[], RegExp][] = [
  [
    'a photo that a value would have eaten',
    ['photos/fig.jpg', '--keep-colours', '--out', 'photos/fig.jpg'],
    /which is read/,
  ],
  ['neither --out nor --out-dir', ['photos/fig.jpg'], /a file, or --out-dir/],
  ['many photos and one file', ['photos', '--out', 'x.png'], /--out-dir for more than one photo/],
  ['a plot of many', ['photos', '--out-dir', 'x', '--plot', 'x.png'], /one photo and --out for --plot/],
  ['a folder without pictures', ['elsewhere', '--out-dir', 'x'], /a folder or a pattern with/],
  [
    'two photos of one name',
    ['photos/fig.jpg', 'photos/*/*.jpg', '--out-dir', 'x', 'photos/aitzgorri.jpg'],
    /would both become/,
  ],
  [
    'paintings over their photos',
    ['photos', '--out-dir', 'photos'],
    /received photos.*which is read|a folder or a pattern/,
  ],
  ['an option of nothing', ['--config', 'odd.json', '--out', 'x.png'], /options of style .*received brush/],
  [
    'a value of another kind',
    ['--config', 'bad.json', '--out', 'x.png'],
    /whole number from 0 to 100 for strength/,
  ],
  ['JSON and a picture on stdout', ['photos/fig.jpg', '--json', '--out', '-'], /stdout has room for one/],
];
for (const [name, args, line] of REFUSED) {
  test(`said in one line: ${name}`, async () => {
    await mkdir(join(folder, 'elsewhere'), { recursive: true });
    await writeFile(join(folder, 'odd.json'), '{"brush":1}');
    await writeFile(join(folder, 'bad.json'), '{"strength":"much"}');
    const { code, stdout, stderr } = await atelier([
      'style',
      '--preset',
      'udnie',
      '--quality',
      'fast',
      ...args,
    ]);
    assert.deepEqual([code, stdout.length], [1, 0], stderr);
    assert.match(stderr, line);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  });
}
