import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decode } from '@atelier/core/images/decode.ts';
import { encode } from '@atelier/core/images/encode.ts';
import type { Image } from '@atelier/core/images/image.ts';
import { resize } from '@atelier/core/images/resize.ts';
import { assertSimilar, compare } from './similar.ts';

const photo = async (name: string) =>
  decode(await readFile(new URL(`../../docs/photos/${name}.jpg`, import.meta.url)), { maxSide: 384 });

/** value, position in the data → new value */
function changed(image: Image, change: (value: number, i: number) => number): Image {
  return { ...image, data: image.data.map((v, i) => Math.min(1, Math.max(0, change(v, i)))) };
}

const fig = await photo('fig');
const stream = await photo('stream');

test('a picture is exactly like itself', () => {
  const { difference, structure } = compare(fig, fig);
  assert.equal(difference, 0);
  assert.ok(Math.abs(structure - 1) < 1e-6);
});

test('the same picture with other bytes passes', async () => {
  for (const image of [fig, stream]) {
    assertSimilar(await decode(await encode(image, { format: 'jpeg', quality: 60 })), image);
    assertSimilar(await resize(image, 300, Math.round((300 * image.height) / image.width)), image);
    assertSimilar(
      changed(image, (v, i) => v + 0.08 * Math.sin(i * 12.9898 + i * i)),
      image,
    );
  }
});

test('another picture, other colours, a shift, a mirror image, another shape: each fails', async () => {
  const { width, height } = fig;
  const different = {
    'another photo': await resize(stream, width, height),
    grey: changed(fig, () => 0.5),
    'red and blue exchanged': changed(fig, (_, i) => fig.data[i - (i % 3) + 2 - (i % 3)]!),
    'brighter by a tenth': changed(fig, (v) => v + 0.1),
    'moved by 5 %': changed(fig, (_, i) => fig.data[(i + 3 * 20) % fig.data.length]!),
    mirrored: changed(fig, (_, i) => {
      const [x, row] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      return fig.data[(row * width + width - 1 - x) * 3 + (i % 3)]!;
    }),
    'another shape': await resize(fig, width, Math.round(height * 0.9)),
  };
  for (const [name, image] of Object.entries(different)) {
    assert.throws(() => assertSimilar(image, fig), /Expected .* but received/, `${name} passed`);
  }
});
