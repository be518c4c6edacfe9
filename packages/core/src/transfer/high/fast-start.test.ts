import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chooseEngine } from '../../engines/choose.ts';
import type { Image } from '../../images/image.ts';
import { STYLE_LAYERS } from '../../objective/objectives.ts';
import { random } from '../../random.ts';
import { useOwnPresets } from '../../styles/catalogue-own.ts';
import { writePreset } from '../../styles/catalogue-write.ts';
import { formatPreset, type StoredStyle } from '../../styles/preset-file.ts';
import { presetFolder } from '../../styles/preset-folder.ts';
import { feedForward } from '../fast/picture.ts';
import { perceptual, transform } from '../networks.ts';
import type { PaintRequest, Tuning } from '../request.ts';
import { startFor } from './fast-start.ts';
import { highPlan } from './plan.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-presets-'));
useOwnPresets(presetFolder(folder));
after(() => rm(folder, { recursive: true }));
const engine = await chooseEngine({ engine: 'onnx', device: 'cpu', threads: 1 });
after(() => engine.close());

function picture(seed: number, width = 72, height = 48): Image {
  const next = random(seed);
  return { width, height, data: Float32Array.from({ length: 3 * width * height }, next) };
}
const photo = picture(1);
const starts = async (change: Partial<PaintRequest>, tuning?: Tuning) => {
  const request: PaintRequest = { photo, quality: 'high', size: 64, engine, tuning, ...change };
  return startFor(request, await highPlan(request, 64));
};

const network = await transform();
const fast = await feedForward({
  ...{ engine, transform: network, photo, width: 64, height: 43 },
  vector: network.styles.get('udnie')!,
});

test('a preset: what fast quality would paint, at the end size', async () => {
  assert.deepEqual(await starts({ preset: 'udnie' }), fast);
  assert.deepEqual(await starts({ preset: 'udnie' }, { start: 'fast' }), fast);
});

test('a picture of the user’s own: its colours; as the predictor sees it when fast is asked for', async () => {
  assert.equal(await starts({ styles: [picture(2)] }), 'colours');
  assert.equal(await starts({ ingredients: [{ preset: 'udnie' }, { image: picture(2) }] }), 'colours');
  const start = await starts({ styles: [picture(2)] }, { start: 'fast' });
  assert.ok(typeof start === 'object');
  assert.deepEqual([start.width, start.height], [64, 43]);
  assert.notDeepEqual(start, fast);
});

test('regions: each with its own style, the photo where there is none', async () => {
  const mask = { width: 72, height: 48, data: new Float32Array(3 * 72 * 48) };
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = (i / 3) % 72 < 36 ? 1 : 0;
  const start = await starts({ feather: 0, regions: [{ mask, style: { preset: 'udnie' } }] });
  assert.ok(typeof start === 'object');
  const left = start.data.subarray(0, 3);
  assert.deepEqual(left, fast.data.subarray(0, 3));
  assert.notDeepEqual(start.data.slice(-3), fast.data.slice(-3));
});

test('what is asked for instead', async () => {
  assert.equal(await starts({ preset: 'udnie' }, { start: 'colours' }), 'colours');
  assert.equal(await starts({ preset: 'udnie' }, { start: 0.4 }), 0.4);
});

test('a painting that is turned or recoloured: its colours, unless fast is asked for', async () => {
  const own = { styles: [picture(2)] };
  assert.equal(await starts(own, { styleRotation: 90 }), 'colours');
  assert.equal(await starts({ ...own, keepColours: 'luminance' }), 'colours');
  assert.equal(typeof (await starts(own, { styleRotation: 90, start: 'fast' })), 'object');
});

test('a preset learnt for another transform network: its colours, or the reason when fast is asked for', async () => {
  const loss = await perceptual();
  const seen = await engine.statistics(loss, STYLE_LAYERS, picture(3));
  const style: StoredStyle = { sizes: [{ side: 64, statistics: seen }] };
  const vector = new Float32Array(4);
  const metadata = { transform: 'older', title: 'Mine', artist: 'Me', year: '2026', moods: '' };
  await writePreset(folder, 'mine', formatPreset(style, loss.digest, { vector, metadata }));
  assert.equal(await starts({ preset: 'mine' }), 'colours');
  await assert.rejects(starts({ preset: 'mine' }, { start: 'fast' }), { code: 'preset.outdated' });
});
