import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { OnnxEngine } from '../engines/onnx/onnx-engine.ts';
import { decode } from '../images/decode.ts';
import { resize } from '../images/resize.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import { imageStyle } from '../styles/image-style.ts';
import { optimise } from '../transfer/high/optimise.ts';
import { GATYS_LAYERS, gatysObjective, OBJECTIVE } from './objectives.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());

/** α/β for the compact network, whose features are of the size of 1 rather than 100; see docs/loss-curve.md. */
const RATIO = 3e-8;

test('the published objective: style dominates at the start, content rises, the total falls 300-fold', async () => {
  const network = await loadPerceptual();
  const open = async (name: string) => {
    return decode(await readFile(new URL(`../../../../docs/photos/${name}`, import.meta.url)), {
      maxSide: 128,
    });
  };
  const side = 64;
  const { losses } = await optimise({
    engine,
    network,
    objective: gatysObjective(RATIO),
    photo: await resize(await open('dogs-at-the-window.jpg'), side, side),
    style: imageStyle(engine, network, GATYS_LAYERS, [await open('brushes.jpg')]),
    styleScale: 1,
    start: 1,
    levels: [{ width: side, height: side, side, iterations: 400 }],
    seed: 1,
    traceEvery: 50,
  });
  const [first, last] = [losses[0]!, losses[losses.length - 1]!];
  assert.ok(first.style > 0.99 * first.total, `style ${first.style} of ${first.total}`);
  assert.ok(first.total > 300 * last.total, `${first.total} → ${last.total}`);
  assert.ok(last.content > 100 * first.content, `content ${first.content} → ${last.content}`);
  for (const [i, { total }] of losses.slice(1).entries())
    assert.ok(total <= losses[i]!.total, `row ${i + 1}`);
});

test('a wave of 2.4 pixels costs more along an axis than along a diagonal, and little when it is long', async () => {
  const side = 96;
  const network = await loadPerceptual();
  const smoothness = { ...OBJECTIVE, content: [], style: [] };
  const evaluator = await engine.evaluator(
    network,
    smoothness,
    { width: side, height: side },
    { gradient: false },
  );
  evaluator.setTargets({ content: new Map(), style: new Map() });
  const costOf = async (period: number, degrees: number) => {
    const turn = (Math.PI / 180) * degrees;
    for (let i = 0; i < evaluator.picture.length; i++) {
      const [x, y] = [i % side, Math.floor(i / side) % side];
      const along = x * Math.cos(turn) + y * Math.sin(turn);
      evaluator.picture[i] = 0.5 + 0.1 * Math.sin((2 * Math.PI * along) / period);
    }
    return (await evaluator.evaluate()).smoothness;
  };
  const [across, down, diagonal] = [await costOf(2.4, 0), await costOf(2.4, 90), await costOf(2.4, 45)];
  for (const cost of [across, down]) assert.ok(cost > 3 * diagonal, `${cost} beside ${diagonal}`);
  assert.ok(across > 30 * (await costOf(8, 0)));
  await evaluator.close();
});
