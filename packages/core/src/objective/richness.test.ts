import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { OnnxEngine } from '../engines/onnx/onnx-engine.ts';
import { decode } from '../images/decode.ts';
import type { LayerStatistics } from '../networks/network.ts';
import { loadPerceptual } from '../networks/perceptual.ts';
import { PRESETS } from '../styles/catalogue.ts';
import { imageStatistics } from '../styles/image-style.ts';
import { loadPreset } from '../styles/preset-file.ts';
import { COLOURS, type Statistics } from '../styles/style.ts';
import { STYLE_LAYERS } from './objectives.ts';
import { normsOf, richnessOf } from './richness.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());
const network = await loadPerceptual();

function layersOf(statistics: Statistics): LayerStatistics[] {
  return [...statistics].filter(([layer]) => layer !== COLOURS).map(([, layer]) => layer);
}

test('every preset at every size: rich, and its norms are its own, those of the deepest layer nearly', async () => {
  for (const { name } of PRESETS) {
    const style = await loadPreset(name, network.digest);
    for (const side of [181, 256, 362, 512, 724]) {
      const layers = layersOf(await style.at(side));
      assert.equal(richnessOf(layers), 1, `${name} at ${side}`);
      for (const [i, { mean, covariance }] of layers.entries()) {
        const norm = Math.hypot(...covariance);
        const most = i === layers.length - 1 ? 1.2 : 1.001;
        assert.ok(normsOf({ mean, covariance }).norm / norm < most, `${name} at ${side}`);
      }
    }
  }
});

const INPUTS: [string, number, number][] = [
  ['white', 0, 0.01],
  ['black', 0, 0.01],
  ['style-logo', 0.2, 0.9],
  ['two-level', 1, 1],
];
for (const [name, least, most] of INPUTS) {
  test(`${name}: how much there is to take, and norms that losses can be divided by`, async () => {
    const file = new URL(`fixtures/${name}.png`, import.meta.url);
    const image = await decode(await readFile(file));
    const layers = layersOf(await imageStatistics(engine, network, STYLE_LAYERS, image, 256));
    const richness = richnessOf(layers);
    assert.ok(richness >= least && richness <= most, `${richness}`);
    for (const statistics of layers) {
      const { norm, trace } = normsOf(statistics);
      assert.ok(norm > 0.1 && trace > 0.1, `${norm}, ${trace}`);
    }
  });
}
