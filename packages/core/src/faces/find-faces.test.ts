import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { chooseEngine } from '../engines/choose.ts';
import { decode } from '../images/decode.ts';
import type { Image } from '../images/image.ts';
import { loadFaceDetector } from '../networks/face-detector.ts';
import { drawnFace } from '../testing/drawn-face.ts';
import { findFaces } from './find-faces.ts';

const engine = await chooseEngine({ engine: 'auto', device: 'cpu' });
after(() => engine.close());
const detector = await loadFaceDetector();
const facesIn = (photo: Image) => findFaces(engine, photo, detector);

for (const [width, height, side] of [
  [512, 340, 30],
  [300, 512, 120],
  [1100, 700, 34],
] as const) {
  test(`a face of ${side} pixels in ${width}×${height} is found in its place, once`, async () => {
    const [x, y] = [0.7 * width, 0.4 * height];
    const [face, ...others] = await facesIn(drawnFace({ width, height }, x, y, side));
    assert.ok(face && others.length === 0, `${others.length} more`);
    assert.ok(Math.hypot(face.x - x, face.y - y) < 0.3 * side, `${face.x}, ${face.y}`);
    assert.ok(Math.abs(Math.log(face.side / side)) < 0.25 && Math.abs(face.angle) < 0.2, `${face.side}`);
  });
}

test('a face that lies on its side: how far it is turned', async () => {
  const upright = drawnFace({ width: 200, height: 256 }, 100, 120, 80);
  const { width, height, data } = upright;
  const lying = { width: height, height: width, data: new Float32Array(data.length) };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      lying.data.set(data.subarray(from, from + 3), 3 * (x * height + height - 1 - y));
    }
  }
  const [face] = await facesIn(lying);
  assert.ok(face && Math.abs(face.angle - Math.PI / 2) < 0.3, `${face?.angle}`);
});

test('none in the photos that ship, dogs among them', async () => {
  const folder = new URL('../../../../docs/photos/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
  assert.ok(names.length >= 9);
  for (const name of names) {
    const photo = await decode(await readFile(new URL(name, folder)), { maxSide: 512 });
    assert.deepEqual(await facesIn(photo), [], name);
  }
});
