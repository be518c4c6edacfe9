import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { OnnxEngine } from '../engines/onnx/onnx-engine.ts';
import { decode } from '../images/decode.ts';
import { OBJECTIVE } from '../objective/objectives.ts';
import { perceptual } from './networks.ts';
import { paint } from './paint.ts';

test('with little memory the picture is painted in tiles, and is the same', async () => {
  const photo = await decode(await readFile(new URL('../../../../docs/photos/sunset.jpg', import.meta.url)), {
    maxSide: 320,
  });
  const tuning = { schedule: { levels: 1, iterations: 2 } };
  const results = [];
  for (const memory of [2e9, 0.25e9]) {
    const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test', memory });
    const request = { photo, quality: 'high', size: 256, tuning, engine } as const;
    const plan = engine.memoryPlan(await perceptual(), OBJECTIVE, { width: 256, height: 176 });
    const tiles = plan.layout?.tiles.length ?? 1;
    results.push({ ...(await paint({ ...request, preset: 'great-wave', traceEvery: 1 })), tiles });
    await engine.close();
  }
  const [whole, tiled] = [results[0]!, results[1]!];
  assert.equal(whole.tiles, 1);
  assert.ok(tiled.tiles > 1);
  whole.losses.forEach(({ total }, i) => {
    assert.ok(Math.abs(tiled.losses[i]!.total / total - 1) < 1e-4, `row ${i}`);
  });
  const worst = whole.image.data.reduce((most, value, i) => {
    return Math.max(most, Math.abs(value - tiled.image.data[i]!));
  }, 0);
  assert.ok(worst < 1 / 255, `pixels differ by ${worst}`);
});
