import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { AtelierError } from '../errors.ts';
import { findPulled, pulledFile, readPulled, removePulled } from '../models/pulled.ts';
import { formatTensorFile, parseTensorFile } from '../models/tensor-file.ts';
import { type Behaviour, vggFile, WeightsServer } from '../testing/weights-server.ts';
import { type Architecture, NARROW_VGG19 } from './architectures.ts';
import { importNetwork } from './import.ts';
import { SEQUENTIAL } from './layouts.ts';
import { planOf, tensorsOf } from './plan.ts';
import { pullNetwork } from './pull.ts';
import type { Published } from './registry.ts';

const FILE = vggFile(1);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const fresh = (): Behaviour => ({ file: FILE, ranges: true, etag: '"v1"', status: undefined, cuts: [] });
const server = new WeightsServer(fresh());
let behaviour: Behaviour;
let folder: string;
let published: Published;
before(() => server.open());
after(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-models-'));
  behaviour = server.behaviour = fresh();
  [server.requests, server.sent] = [[], 0];
  published = {
    architecture: NARROW_VGG19,
    layouts: [SEQUENTIAL],
    use: 'test',
    url: `http://127.0.0.1:${server.port}/model.safetensors`,
    sha256: sha256(FILE),
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pull = (more: { whole?: boolean; url?: string; pauses?: number[] } = {}) =>
  pullNetwork('tiny', published, { folder, pauses: [0, 0, 0], ...more });
const rejects = (promise: Promise<unknown>, code: string, message?: RegExp) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof AtelierError, String(error));
    assert.equal(error.code, code, error.message);
    if (message !== undefined) assert.match(error.message, message);
    return true;
  });
const neededBytes = () => {
  const { tensors } = parseTensorFile(FILE);
  const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
  const names = tensorsOf(planOf(shapes, NARROW_VGG19, [SEQUENTIAL], 'test'));
  return names.reduce((sum, name) => sum + tensors.get(name)!.data.byteLength, 0);
};

test('only the layers that are needed are asked for, and they arrive as they are', async () => {
  const pulled = await pull();
  assert.equal(pulled.checked, 'first');
  assert.ok(
    server.sent < neededBytes() + 4000 && server.sent < FILE.byteLength / 10,
    `${server.sent} of ${FILE.byteLength} bytes`,
  );
  const { tensors, digest } = await readPulled('tiny', folder);
  const all = parseTensorFile(FILE).tensors;
  assert.ok(![...tensors.keys()].some((name) => name.startsWith('classifier')));
  for (const [name, tensor] of tensors) assert.deepEqual(tensor, all.get(name), name);
  assert.equal(tensors.size, 26);
  assert.equal(pulled.sha256, digest);
  assert.deepEqual((await readdir(folder)).sort(), ['tiny.safetensors', 'tiny.safetensors.sha256']);
});

test('an interrupted download goes on by itself', async () => {
  behaviour.cuts = [8, 10_000, 500, 300];
  await pull();
  const part = (r: IncomingMessage) => Number(/bytes=(\d+)/.exec(r.headers.range ?? '')?.[1]);
  // Each request behind the header begins later than the one before: nothing is fetched twice.
  const begins = server.requests.slice(3).map(part);
  assert.deepEqual(
    begins,
    [...begins].sort((a, b) => a - b),
  );
  assert.equal(new Set(begins).size, begins.length);
  assert.equal((await readPulled('tiny', folder)).digest, (await findPulled('tiny', folder))!.sha256);
});

test('what broke off stays, and the next call goes on there', async () => {
  behaviour.cuts = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1200, 0, 0, 0, 0];
  await rejects(pull({ pauses: [0] }), 'download.interrupted', /0\.0 MB.*goes on/);
  assert.equal(await findPulled('tiny', folder), undefined);
  const [kept] = (await readdir(folder)).filter((file) => file.endsWith('.part')) as [string];
  assert.ok((await readFile(join(folder, kept))).byteLength > 1200);
  behaviour.cuts = [];
  server.sent = 0;
  await pull();
  assert.ok(server.sent < neededBytes() - 1200 + 4000, `${server.sent} bytes`);
  const first = (await findPulled('tiny', folder))!.sha256;
  await removePulled('tiny', folder);
  await pull();
  assert.equal((await findPulled('tiny', folder))!.sha256, first);
});

test('parts of two versions of a file are never put together', async () => {
  behaviour.cuts = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1200, 0, 0];
  await rejects(pull({ pauses: [0] }), 'download.interrupted');
  Object.assign(behaviour, { file: vggFile(2), etag: '"v2"', cuts: [] });
  await pull();
  const all = parseTensorFile(behaviour.file).tensors;
  for (const [name, tensor] of (await readPulled('tiny', folder)).tensors)
    assert.deepEqual(tensor, all.get(name));
});

test('a file that changes in the middle is not mixed: the download stops, the next one begins anew', async () => {
  behaviour.cuts = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1200];
  const pulling = pull({ pauses: [200] });
  while (server.requests.length < 4) await new Promise((done) => setTimeout(done, 5));
  Object.assign(behaviour, { file: vggFile(2), etag: '"v2"' });
  await rejects(pulling, 'download.interrupted');
  await pull();
  const all = parseTensorFile(behaviour.file).tensors;
  for (const [name, tensor] of (await readPulled('tiny', folder)).tensors)
    assert.deepEqual(tensor, all.get(name));
});

test('--whole checks the published digest, and keeps the same bytes as the layers alone', async () => {
  const layers = await pull();
  await removePulled('tiny', folder);
  const whole = await pull({ whole: true });
  assert.equal(whole.checked, 'published');
  assert.equal(whole.sha256, layers.sha256);
  assert.deepEqual((await readdir(folder)).sort(), ['tiny.safetensors', 'tiny.safetensors.sha256']);
});

test('a file that is needed nearly whole is fetched whole, so that it is checked', async () => {
  behaviour.file = vggFile(1, 10);
  published = { ...published, sha256: sha256(behaviour.file) };
  assert.equal((await pull()).checked, 'published');
});

test('a wrong digest leaves nothing behind', async () => {
  published = { ...published, sha256: '0'.repeat(64) };
  await rejects(pull({ whole: true }), 'download.wrong-digest', /instead of 0000/);
  assert.deepEqual(await readdir(folder), []);
});

test('a network that is there and intact is not fetched again; a damaged one is, and must be the same', async () => {
  await pull();
  const before = server.requests.length;
  assert.equal((await pull()).checked, 'there');
  assert.equal(server.requests.length, before);
  const file = pulledFile('tiny', folder);
  const bytes = await readFile(file);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(file, bytes);
  await rejects(readPulled('tiny', folder), 'model.changed', /models pull tiny/);
  assert.equal((await pull()).checked, 'recorded');
  await writeFile(file, bytes);
  Object.assign(behaviour, { file: vggFile(2), etag: '"v2"' });
  await rejects(pull(), 'download.wrong-digest');
});

test('a server that knows no parts: a clear error, and --whole works with it', async () => {
  behaviour.ranges = false;
  await rejects(pull(), 'download.no-ranges', /--whole/);
  assert.deepEqual(await readdir(folder), []);
  behaviour.cuts = [9000, 9000];
  assert.equal((await pull({ whole: true })).checked, 'published');
  behaviour.cuts = [9000, 9000, 9000, 9000, 9000];
  await removePulled('tiny', folder);
  await rejects(pull({ whole: true }), 'download.interrupted');
});

test('no network, and a server that refuses', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => closed.once('listening', done));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  await rejects(
    pull({ url: `http://127.0.0.1:${port}/` }),
    'download.unreachable',
    /ECONNREFUSED.*models import tiny/,
  );
  await rejects(pull({ url: 'http://nowhere.invalid/' }), 'download.unreachable', /nowhere\.invalid/);
  behaviour.status = 404;
  await rejects(pull(), 'download.refused', /404/);
});

test('a repository that sends one on to another host gets its parts from there', async () => {
  assert.equal((await pull({ url: published.url.replace('/model', '/moved') })).checked, 'first');
  assert.ok(server.requests.every(({ headers }) => headers.host?.startsWith('localhost') && headers.range));
});

test('what is no such network is refused before its numbers are fetched', async () => {
  behaviour.file = new TextEncoder().encode('<!doctype html><p>Please log in</p>'.padEnd(5000));
  await rejects(pull(), 'model.unsuitable', /no safetensors file/);
  behaviour.file = formatTensorFile(new Map([['a', { shape: [1], data: Float32Array.of(1) }]]), {}, 'F32');
  await rejects(pull(), 'model.unsuitable', /tensor features\.0\.weight is missing/);
  const wide: Architecture = NARROW_VGG19.map((spec) => ({ ...spec, channels: 5 }));
  published = { ...published, architecture: wide };
  behaviour.file = FILE;
  await rejects(pull(), 'model.unsuitable', /conv1_1 .*\[4,3,3,3\], expected 5 outputs/);
  assert.deepEqual(await readdir(folder), []);
});

test('a disk that is full says so, and goes on when there is room', {
  skip: !existsSync('/dev/full'),
}, async () => {
  behaviour.cuts = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 100, 0, 0];
  await rejects(pull({ pauses: [0] }), 'download.interrupted');
  const [part] = (await readdir(folder)).filter((file) => file.endsWith('.part')) as [string];
  behaviour.cuts = [];
  // The kernel's device that is always full, in the place where the bytes would gather.
  await rm(join(folder, part));
  await symlink('/dev/full', join(folder, part));
  await rejects(pull(), 'disk.full', /MB are needed/);
  await rm(join(folder, part));
  await pull();
});

test('import: a file at hand becomes the same as the pulled one', async () => {
  const file = join(folder, 'from-elsewhere.bin');
  await writeFile(file, FILE);
  const imported = await importNetwork('tiny', published, file, join(folder, 'new', 'models'));
  assert.equal(imported.sha256, (await pull()).sha256);
  await rejects(importNetwork('tiny', published, join(folder, 'none'), folder), 'file.unreadable');
  await writeFile(file, FILE.subarray(0, 3000));
  await rejects(importNetwork('tiny', published, file, folder), 'model.unsuitable', /ends too early/);
  await writeFile(file, FILE.subarray(0, 5));
  await rejects(importNetwork('tiny', published, file, folder), 'model.unsuitable', /no safetensors file/);
  assert.equal((await findPulled('tiny', folder))!.sha256, imported.sha256);
});

test('remove takes the network with everything beside it', async () => {
  await pull();
  assert.equal(await removePulled('tiny', folder), true);
  assert.deepEqual(await readdir(folder), []);
  assert.equal(await removePulled('tiny', folder), false);
  await rejects(readPulled('tiny', folder), 'model.not-pulled', /atelier models pull tiny/);
});
