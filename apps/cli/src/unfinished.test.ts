import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Checkpoint } from '@atelier/contract/job.ts';
import type { Progress } from '@atelier/core/report/progress.ts';
import type { PaintRequest } from '@atelier/core/transfer/request.ts';
import { Unfinished } from './unfinished.ts';

const photo = { width: 2, height: 1, data: new Float32Array([0, 0.1, 0.2, 0.3, 0.4, 0.5]) };
const request = { photo, preset: 'udnie', quality: 'high', seed: 1 } as unknown as PaintRequest;
const kept: Checkpoint = { state: '{"a":"\\n"}', picture: new Uint8Array([10, 0, 10, 255]), fraction: 0.437 };
const progress = { checkpoint: () => kept } as unknown as Progress;

test('what is done is kept beside the picture, read by the same order alone, and gone at the end', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-unfinished-'));
  t.after(() => rm(folder, { recursive: true }));
  const out = join(folder, 'big.png');
  const first = new Unfinished(out, request, 0);
  assert.equal(await first.read(), null);
  assert.equal(first.sentence(), '');
  await first.offer({} as Progress); // fast quality has no checkpoints
  assert.deepEqual(await readdir(folder), []);
  await first.offer(progress);
  assert.match(first.sentence(), /^43 % of it is kept in .*big\.png\.unfinished: .*--resume/);

  const same = { ...request, photo: { ...photo, data: photo.data.slice() }, signal: AbortSignal.abort() };
  const { picture, ...others } = (await new Unfinished(out, same).read())!;
  assert.deepEqual([others, [...picture]], [{ state: kept.state, fraction: 0.437 }, [...kept.picture]]);
  const lighter = { ...photo, data: photo.data.map((value) => value + 0.01) };
  for (const other of [
    { ...request, seed: 2 },
    { ...request, preset: 'x' },
    { ...request, photo: lighter },
  ])
    await assert.rejects(new Unfinished(out, other as PaintRequest).read(), { code: 'option.invalid' });
  const file = `${out}.unfinished`;
  await writeFile(file, (await readFile(file)).subarray(0, 20));
  await assert.rejects(new Unfinished(out, request).read(), { code: 'option.invalid' });
  await first.remove();
  assert.deepEqual([await readdir(folder), first.sentence()], [[], '']);
});

test('a short painting leaves nothing, nor does one that goes to a pipe', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-unfinished-'));
  t.after(() => rm(folder, { recursive: true }));
  await new Unfinished(join(folder, 'a.png'), request).offer(progress);
  const piped = new Unfinished('-', request, 0);
  await piped.offer(progress);
  assert.deepEqual([await readdir(folder), await piped.read()], [[], null]);
});
