import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { OnnxEngine } from '../../engines/onnx/onnx-engine.ts';
import { decode } from '../../images/decode.ts';
import type { Image } from '../../images/image.ts';
import { resize } from '../../images/resize.ts';
import { loadPerceptual } from '../../networks/perceptual.ts';
import { imageStyle } from '../../styles/image-style.ts';
import { dream } from './dream.ts';
import { reconstruct } from './reconstruct.ts';
import type { StudyRequest } from './study.ts';
import { texture } from './texture.ts';

const engine = new OnnxEngine({ provider: 'cpu', threads: 1, reason: 'test' });
after(() => engine.close());
const network = await loadPerceptual();
const photos = new URL('../../../../../docs/photos/', import.meta.url);
const open = async (name: string) => decode(await readFile(new URL(name, photos)), { maxSide: 256 });
const dogs = await open('dogs-at-the-window.jpg');
const brushes = await open('brushes.jpg');
const request: StudyRequest = { engine, network, size: 64, seed: 3 };

/** Correlation of two pictures of one size, over all values. */
function likeness(a: Image, b: Image): number {
  const centred = ({ data }: Image) => {
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    return data.map((value) => value - mean);
  };
  const [p, q] = [centred(a), centred(b)];
  return p.reduce((sum, value, i) => sum + value * q[i]!, 0) / (Math.hypot(...p) * Math.hypot(...q));
}

/** ΣF² of one layer, or of one channel of it. */
async function energy(image: Image, layer: string, unit?: number): Promise<number> {
  const { shape, data } = (await engine.features(network, [layer], image)).get(layer)!;
  const positions = shape[2]! * shape[3]!;
  const part = unit === undefined ? data : data.subarray(unit * positions, (unit + 1) * positions);
  return part.reduce((sum, value) => sum + value * value, 0);
}

test('reconstruction: from noise to something like the photo, by content alone', async () => {
  const { image, losses, iterations } = await reconstruct({
    ...request,
    photo: dogs,
    layer: 'conv2_1',
    iterations: 80,
  });
  assert.deepEqual([image.width, image.height, iterations], [43, 64, 80]);
  assert.ok(losses.every(({ style }) => style === 0));
  assert.ok(
    losses.at(-1)!.content < losses[0]!.content / 30,
    `${losses[0]!.content} → ${losses.at(-1)!.content}`,
  );
  const photo = await resize(dogs, 43, 64);
  assert.ok(likeness(image, photo) > 0.8, `${likeness(image, photo)}`);
});

test('reconstruction: the same seed gives the same picture, another one another', async () => {
  const of = (seed: number) => reconstruct({ ...request, photo: dogs, iterations: 3, seed });
  const first = await of(1);
  assert.deepEqual((await of(1)).image, first.image);
  assert.notDeepEqual((await of(2)).image, first.image);
});

test('texture: the painting’s statistics come from noise, not its layout', async () => {
  const { image, losses } = await texture({ ...request, painting: brushes, coarsest: 64, iterations: 100 });
  assert.ok(losses.every(({ content }) => content === 0));
  assert.ok(losses.at(-1)!.style < losses[0]!.style / 5, `${losses[0]!.style} → ${losses.at(-1)!.style}`);
  const layout = likeness(image, await resize(brushes, image.width, image.height));
  assert.ok(layout < 0.6, `${layout}`);
});

test('dream: the layer’s energy grows, and the photo is still there', async () => {
  const { image, losses } = await dream({ ...request, photo: dogs, iterations: 12 });
  const photo = await resize(dogs, image.width, image.height);
  const [before, now] = [await energy(photo, 'conv4_2'), await energy(image, 'conv4_2')];
  assert.ok(now > 1.5 * before, `${before} → ${now}`);
  assert.ok(losses.at(-1)!.content < 0);
  assert.ok(likeness(image, photo) > 0.5, `${likeness(image, photo)}`);
});

test('dream of one channel: it grows more than in a dream of all', async () => {
  const unit = 20;
  const of = async (only?: number) => {
    const { image } = await dream({ ...request, photo: dogs, unit: only, iterations: 8 });
    return energy(image, 'conv4_2', unit);
  };
  const [one, all] = [await of(unit), await of()];
  assert.ok(one > 1.3 * all, `${one} with the channel alone, ${all} with all`);
});

test('dream in a style: both terms count, and the style is nearer than in a dream alone', async () => {
  const style = imageStyle(engine, network, ['conv1_1', 'conv2_1'], [brushes]);
  const { losses } = await dream({
    ...request,
    photo: dogs,
    style,
    styleLayers: ['conv1_1', 'conv2_1'],
    iterations: 25,
  });
  const last = losses.at(-1)!;
  assert.ok(last.style < losses[0]!.style / 4, `${losses[0]!.style} → ${last.style}`);
  assert.ok(last.content < 0, `${last.content}`);
});

test('unknown layers, channels and forms are refused', async () => {
  const refused = { code: 'option.invalid' };
  const photo = dogs;
  assert.throws(() => reconstruct({ ...request, photo, layer: 'conv9_9' }), refused);
  assert.throws(() => reconstruct({ ...request, photo, form: 'activation' as 'relative' }), refused);
  assert.throws(() => texture({ ...request, painting: photo, layers: ['pool9'] }), refused);
  assert.throws(() => texture({ ...request, painting: photo, form: 'gram' as 'gatys' }), refused);
  assert.throws(() => dream({ ...request, photo, unit: 4096 }), refused);
  assert.throws(() => dream({ ...request, photo, strength: -1 }), refused);
  await assert.rejects(reconstruct({ ...request, photo, size: 1 }), refused);
});
