import assert from 'node:assert/strict';
import { test } from 'node:test';
import { perceptual } from '../transfer/networks.ts';
import { truncated } from './network.ts';
import { haloOf, reachOf } from './reach.ts';

test('reach of the compact network: VGG-19’s receptive fields', async () => {
  const reaches = reachOf(await perceptual());
  assert.deepEqual(reaches.get('conv1_1'), { stride: 1, first: -1, last: 1 });
  assert.deepEqual(reaches.get('conv2_1'), { stride: 2, first: -4, last: 5 });
  // 156 pixels across at conv5_1, as tables of VGG-19 say.
  assert.deepEqual(reaches.get('conv5_1'), { stride: 16, first: -70, last: 85 });
});

test('halo: as far as the deepest layer looks beyond its own pixels', async () => {
  const network = await perceptual();
  assert.deepEqual(haloOf(network), { multiple: 16, before: 70, after: 70 });
  assert.deepEqual(haloOf(truncated(network, ['conv2_1'])), { multiple: 2, before: 4, after: 4 });
});
