import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { chooseEngine } from '../engines/choose.ts';
import { fromPlanar, toPlanar } from '../engines/planar.ts';
import { parseTensorFile } from '../models/tensor-file.ts';
import { loadTransform } from './transform-file.ts';

/** Largest difference of a pixel value in [0, 1] that counts as the same picture. */
const TOLERANCE = 1e-3;

/**
 * The file holds a small picture and what PyTorch made of it with the shipped weights, by preset;
 * training/transform/export.py --fixture writes it.
 */
test('the engine paints what PyTorch painted when the weights were exported', async () => {
  const file = new URL('transform.reference.safetensors', import.meta.url);
  const { tensors } = parseTensorFile(await readFile(file));
  const [, , height, width] = tensors.get('picture')!.shape as [number, number, number, number];
  const image = fromPlanar(tensors.get('picture')!.data, width, height);
  const presets = [...tensors.keys()].filter((name) => name !== 'picture');
  assert.ok(presets.length >= 2);
  const network = await loadTransform();
  const engine = await chooseEngine({ engine: 'onnx', device: 'cpu', threads: 1 });
  try {
    for (const preset of presets) {
      const vector = network.styles.get(preset);
      assert.ok(vector, `${preset} is not in the shipped network`);
      const planes = toPlanar(await engine.transform(network, image, vector));
      const expected = tensors.get(preset)!.data;
      assert.equal(planes.length, expected.length);
      const worst = Math.max(...planes.map((value, i) => Math.abs(value - expected[i]!)));
      assert.ok(worst < TOLERANCE, `${preset} is off by ${worst}`);
    }
  } finally {
    await engine.close();
  }
});
