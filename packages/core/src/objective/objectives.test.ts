import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { OnnxEngine } from '../engines/onnx/onnx-engine.ts';
import { decode } from '../images/decode.ts';
import { resize } from '../images/resize.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import { imageStyle } from '../styles/image-style.ts';
import { optimise } from '../transfer/high/optimise.ts';
import { GATYS_LAYERS, gatysObjective } from './objectives.ts';

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
