import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { styleLengthOf } from '../networks/transform.ts';
import { STYLE_LAYERS } from '../objective/objectives.ts';
import { findPreset } from '../styles/catalogue.ts';
import { useOwnPresets } from '../styles/catalogue-own.ts';
import { writePreset } from '../styles/catalogue-write.ts';
import { formatPreset } from '../styles/preset-file.ts';
import { presetFolder } from '../styles/preset-folder.ts';
import { perceptual, transform } from './networks.ts';
import { qualitiesOf } from './preset-qualities.ts';

const folder = await mkdtemp(join(tmpdir(), 'atelier-presets-'));
useOwnPresets(presetFolder(folder));
after(() => rm(folder, { recursive: true }));
const [loss, painter] = [await perceptual(), await transform()];

const STATISTICS = { mean: Float32Array.of(2), covariance: Float32Array.of(4) };
const STYLE = {
  sizes: [{ side: 128, statistics: new Map(STYLE_LAYERS.map((layer) => [layer, STATISTICS])) }],
};

async function own(network: string, transformed: string, length = styleLengthOf(painter)) {
  const metadata = { transform: transformed, title: 'Mine', artist: 'Me', year: '2026', moods: '' };
  const vector = new Float32Array(length);
  await writePreset(folder, 'mine', formatPreset(STYLE, network, { vector, metadata }));
  return qualitiesOf(findPreset('mine'));
}

test('one that ships: both', async () => {
  assert.deepEqual(await qualitiesOf(findPreset('udnie')), ['fast', 'high']);
});

test('an own one: what the networks of today can paint', async () => {
  assert.deepEqual(await own(loss.digest, painter.digest), ['fast', 'high']);
  assert.deepEqual(await own(loss.digest, 'older'), ['high']);
  assert.deepEqual(await own(loss.digest, painter.digest, 4), ['high']);
  assert.deepEqual(await own('older', painter.digest), ['fast']);
  assert.deepEqual(await own('older', 'older'), []);
});
