import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { formatTensorFile, type Tensor } from '@atelier/core/models/tensor-file.ts';
import { ALEXNET } from '@atelier/core/networks/architectures.ts';
import { SEQUENTIAL } from '@atelier/core/networks/layouts.ts';
import { loadNetwork } from '@atelier/core/networks/registry.ts';
import { parseArgs } from './program.ts';

/** AlexNet at its real size, with weights of zero and names as torchvision's. */
function alexnetFile(): Uint8Array {
  const tensors = new Map<string, Tensor>();
  const zeros = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
  let [input, index] = [3, 0];
  for (const spec of ALEXNET) {
    if (spec.kind === 'convolution') {
      const { weight, bias } = SEQUENTIAL.tensorsOf(spec, index);
      tensors.set(weight, zeros(spec.channels!, input, spec.size, spec.size));
      tensors.set(bias!, zeros(spec.channels!));
      input = spec.channels!;
    }
    index += spec.kind === 'convolution' ? 2 : 1;
  }
  tensors.set('classifier.6.weight', zeros(1_500_000));
  return formatTensorFile(tensors, {}, 'F16');
}

const FILE = alexnetFile();
const server = createServer(({ headers }, response) => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')!.map(Number) as [
    number,
    number,
    number,
  ];
  const body = FILE.subarray(from, to + 1);
  const range = `bytes ${from}-${from + body.length - 1}/${FILE.length}`;
  response.writeHead(206, { etag: '"1"', 'content-range': range, 'content-length': body.length }).end(body);
});
let folder: string;
const usual = process.env.ATELIER_DATA;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-models-'));
  process.env.ATELIER_DATA = folder;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
after(async () => {
  if (usual === undefined) delete process.env.ATELIER_DATA;
  else process.env.ATELIER_DATA = usual;
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs `atelier models …` in this process. What is no text is the test runner's own report. */
async function models(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const usual = { out: process.stdout.write, err: process.stderr.write };
  const into = (name: 'out' | 'err', stream: NodeJS.WriteStream) =>
    function write(text: string | Uint8Array): boolean {
      if (typeof text !== 'string') return usual[name].call(stream, text);
      written[name] += text;
      return true;
    };
  process.stdout.write = into('out', process.stdout);
  process.stderr.write = into('err', process.stderr);
  try {
    const code = await parseArgs(['models', ...args], '0');
    return { code, ...written };
  } finally {
    [process.stdout.write, process.stderr.write] = [usual.out, usual.err];
  }
}

test('list, pull, list, remove, import: what a person does', async () => {
  const state = async () => {
    const rows = JSON.parse((await models('list', '--json')).out) as { name: string; state: string }[];
    return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
  };
  const shipped = { compact: 'shipped', transform: 'shipped', predictor: 'shipped' };
  const absent = { vgg19: 'absent', vgg16: 'absent', resnet50: 'absent', alexnet: 'absent' };
  assert.deepEqual(await state(), { ...shipped, ...absent });

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alexnet.safetensors`;
  const pulled = await models('pull', 'alexnet', '--url', url);
  assert.equal(pulled.code, 0, pulled.err);
  assert.match(pulled.out, /alexnet: .*alexnet\.safetensors, 4\.9 MB, SHA-256 [0-9a-f]{64}\nOnly its layers/);
  assert.equal((await state()).alexnet, 'here');
  assert.match((await models('list')).out, /alexnet +here .*\n.*4\.9 MB/);
  assert.equal((await loadNetwork('alexnet', { pooling: 'average' })).pooling, 'average');
  assert.match((await models('pull', 'alexnet', '--url', url)).out, /there already/);

  assert.match((await models('remove', 'alexnet')).out, /is removed/);
  assert.match((await models('remove', 'alexnet')).out, /was not here/);
  const file = join(folder, 'at-hand.safetensors');
  await writeFile(file, FILE);
  const imported = await models('import', 'alexnet', file);
  assert.equal(imported.out, pulled.out.split('\n').slice(0, 1).concat('').join('\n'));
});

test('what cannot be: one clear line and exit code 1', async () => {
  for (const [args, line] of [
    [['pull', 'vgg11'], /^There is no network “vgg11”. Choose one of: vgg19, vgg16, resnet50, alexnet\.\n$/],
    [['remove', 'compact'], /^There is no network “compact”/],
    [['import', 'vgg19', join(folder, 'nothing')], /nothing cannot be read: it does not exist/],
    [['pull', 'vgg19', '--url', 'http://127.0.0.1:1/'], /^127\.0\.0\.1:1 cannot be reached/],
  ] as const) {
    const { code, err } = await models(...args);
    assert.equal(code, 1);
    assert.match(err, line);
  }
  assert.match((await models('pull', 'compact')).out, /ships with Atelier/);
});
