import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OBJECTIVE } from '../../objective/objectives.ts';
import { randomPerceptual } from '../../testing/random-perceptual.ts';
import { perceptual } from '../../transfer/networks.ts';
import { memoryLimit } from '../memory.ts';
import { memoryPlan } from './memory.ts';

const GB = 1e9;
/** 128 to 384 channels */
const WIDE = 64;
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
  assert.ok(tiles[0] === 1 && tiles[3]! > tiles[1]!);
});

test("Winograd's convolutions take memory, and are given up before a picture is cut for them", async () => {
  const network = randomPerceptual(1, WIDE);
  const plan = (limit: number, winograd = true, side = 512) =>
    memoryPlan(network, layers, { width: side, height: side }, limit, { winograd });
  const [plain, faster] = [plan(8 * GB, false), plan(8 * GB)];
  assert.ok(faster.winograd && faster.layout === undefined && faster.bytes > plain.bytes);
  assert.deepEqual(plan(faster.bytes - 1), plain);
  // Cut anyway: there it is for the tiles.
  const cut = plan(6 * GB, true, 1024);
  assert.ok(cut.winograd && cut.layout !== undefined && cut.bytes <= 6 * GB);
});

test('the compact network is too narrow for them', async () => {
  const plan = memoryPlan(await perceptual(), layers, { width: 1024, height: 1024 }, 3 * GB, {
    winograd: true,
  });
  assert.deepEqual(plan, memoryPlan(await perceptual(), layers, { width: 1024, height: 1024 }, 3 * GB));
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
