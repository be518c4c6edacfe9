import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseEngine } from '../engines/choose.ts';
import { faceMask } from '../faces/mask.ts';
import { blur } from '../images/blur.ts';
import type { Image } from '../images/image.ts';
import { grey } from '../images/luminance.ts';
import { howMade } from '../report/how-made.ts';
import { drawnFace } from '../testing/drawn-face.ts';
import { keptFaces } from './kept-faces.ts';
import { paint } from './paint.ts';
import type { PaintRequest } from './request.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());

const photo = drawnFace({ width: 192, height: 144 }, 76, 60, 40);
const request: PaintRequest = { photo, preset: 'the-scream', quality: 'fast', size: 192, engine };
const [face] = await keptFaces(request);
assert.ok(face);
const mask = faceMask([face], photo);
const inside = (i: number) => mask.data[i]! === 1;

/** How well light and dark of a face's features follow the photo's: correlation, in the middle of the mask. */
function alike(image: Image): number {
  const features = (picture: Image) => {
    const light = grey(picture);
    const broad = blur(light, 0.3 * face!.side);
    return light.data.map((value, i) => value - broad.data[i]!).filter((_, i) => inside(i));
  };
  const [a, b] = [features(image), features(photo)];
  const dot = (p: Float32Array, q: Float32Array) => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

test('fast: a face is nearer to the photo’s, its edge is soft, and nothing else changes', async () => {
  const [keep, painted] = [await paint(request), await paint({ ...request, faces: 'paint' })];
  assert.ok(alike(keep.image) > alike(painted.image) + 0.1, `${alike(painted.image)}, ${alike(keep.image)}`);
  let most = 0;
  let outside = 0;
  keep.image.data.forEach((value, i) => {
    const change = Math.abs(value - painted.image.data[i]!);
    if (mask.data[i] === 0) outside = Math.max(outside, change);
    else if (mask.data[i]! < 0.05) most = Math.max(most, change);
  });
  assert.equal(outside, 0);
  assert.ok(most < 0.05, `a step of ${most} at the edge`);
  assert.deepEqual([keep.keptFaces, painted.keptFaces], [1, undefined]);
});

test('high: the same, where content counts more under the mask', async () => {
  const high = { ...request, quality: 'high', tuning: { schedule: { iterations: 6 } } } as const;
  const [keep, painted] = [await paint(high), await paint({ ...high, faces: 'paint' })];
  assert.ok(alike(keep.image) > alike(painted.image) + 0.05, `${alike(painted.image)}, ${alike(keep.image)}`);
  assert.equal(keep.keptFaces, 1);
});

test('a mirrored take keeps the face where it is; a part where the photo stays keeps it to the bit', async () => {
  const take = await paint({ ...request, take: 1 });
  const other = await paint({ ...request, take: 1, faces: 'paint' });
  const wider = faceMask([{ ...face, side: 1.2 * face.side }], photo);
  const apart = take.image.data.map((value, i) => Math.abs(value - other.image.data[i]!));
  assert.ok(apart.some((value, i) => value > 0.05 && inside(i)));
  assert.ok(!apart.some((value, i) => value > 0 && wider.data[i] === 0));
  const half = { ...photo, data: photo.data.map((_, i) => (i % (3 * 192) < 3 * 140 ? 1 : 0)) };
  const kept = await paint({ ...request, feather: 0, regions: [{ mask: half, style: null }] });
  const off = kept.image.data.map((value, i) => half.data[i]! * Math.abs(value - photo.data[i]!));
  assert.ok(off.every((value) => value < 1e-6));
});

test('a photo without a face is painted to the bit as before; what is unknown is refused', async () => {
  const plain = blur(photo, 30);
  const [keep, painted] = [
    await paint({ ...request, photo: plain }),
    await paint({ ...request, photo: plain, faces: 'paint' }),
  ];
  assert.deepEqual(keep.image, painted.image);
  assert.equal(keep.keptFaces, undefined);
  await assert.rejects(paint({ ...request, faces: 'hide' as 'keep' }), { code: 'option.invalid' });
});

test('how it was made says so where faces were kept, and where they were to be painted', () => {
  const made = { quality: 'fast', strength: 70, keepColours: false, seed: 1 } as const;
  assert.match(howMade({ ...made, faces: 'keep', keptFaces: 2 }), /, faces kept, /);
  assert.match(howMade({ ...made, faces: 'paint' }), /, faces paint, /);
  assert.doesNotMatch(howMade({ ...made, faces: 'keep' }), /faces/);
});
