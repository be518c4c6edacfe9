import assert from 'node:assert/strict';
import { test } from 'node:test';
import { perceptual } from '../transfer/networks.ts';
import { OBJECTIVE } from '../transfer/options.ts';
import { memoryLimit, memoryPlan } from './memory.ts';

const GB = 1e9;
const layers = [...OBJECTIVE.content, ...OBJECTIVE.style].map(({ layer }) => layer);

test('a picture that fits is computed in one piece, one that does not in tiles within the limit', async () => {
  const network = await perceptual();
  const plan = (side: number, limit: number) =>
    memoryPlan(network, layers, { width: side, height: side }, limit);
  assert.equal(plan(512, 3 * GB).layout, undefined);
  const large = plan(2048, 3 * GB);
  assert.ok(large.layout !== undefined && large.layout.tiles.length > 1);
  assert.ok(large.bytes <= 3 * GB, `${large.bytes} bytes`);
  assert.equal(plan(2048, 16 * GB).layout, undefined);
});

test('more pixels take more memory, less memory more tiles', async () => {
  const network = await perceptual();
  const size = { width: 1600, height: 1200 };
  const tiles = [4, 2, 1.6, 1.3].map(
    (limit) => memoryPlan(network, layers, size, limit * GB).layout?.tiles.length ?? 1,
  );
  assert.deepEqual(
    tiles,
    tiles.toSorted((a, b) => a - b),
  );
  assert.ok(tiles[0] === 1 && tiles[3] > tiles[1]);
});

test('where nothing fits the smallest tiles are taken', async () => {
  const { layout, bytes } = memoryPlan(await perceptual(), layers, { width: 640, height: 480 }, 1e6);
  assert.ok(layout !== undefined && layout.tiles.length > 10);
  assert.ok(bytes > 1e6);
});

test('the limit is what was asked for, otherwise no more than 3 GB', () => {
  assert.equal(memoryLimit(5 * GB), 5 * GB);
  assert.ok(memoryLimit() <= 3 * GB && memoryLimit() > 0);
});
