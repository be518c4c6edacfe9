import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decode } from './decode.ts';
import { encode, encodeWithin, toBytes } from './encode.ts';
import { formatOf, OUTPUT_FORMATS } from './formats.ts';
import { sharp } from './sharp.ts';
import { sniff } from './sniff.ts';

const photo = async (maxSide: number) =>
  decode(await readFile(new URL('../../../../docs/photos/fig.jpg', import.meta.url)), { maxSide });

test('PNG keeps every 8-bit value', async () => {
  const image = await photo(128);
  assert.deepEqual(toBytes(await decode(await encode(image, { format: 'png' }))), toBytes(image));
});

test('each format is what it says, and quality makes a difference', async () => {
  const image = await photo(128);
  for (const format of OUTPUT_FORMATS) {
    const bytes = await encode(image, { format });
    assert.equal(sniff(bytes), format);
    if (format !== 'png') assert.ok((await encode(image, { format, quality: 20 })).length < bytes.length / 2);
  }
});

test('how it was made stands in the EXIF of every format, and nothing stands there unasked', async () => {
  const image = await photo(64);
  const comment = 'preset starry-night, strength 70, seed 1';
  for (const format of OUTPUT_FORMATS) {
    const exif = (await sharp(await encode(image, { format, comment })).metadata()).exif;
    assert.ok(exif?.includes(`${comment}\0`), format);
    assert.match(String(exif?.toString('latin1')), /Atelier \d+\.\d+\.\d+\0/, format);
    assert.equal((await sharp(await encode(image, { format })).metadata()).exif, undefined, format);
  }
  const { bytes } = await encodeWithin(image, 3000, comment);
  assert.ok((await sharp(bytes).metadata()).exif?.includes(comment));
});

test('values outside [0, 1] are clamped and not wrapped, NaN is black', () => {
  const data = new Float32Array([-0.5, 1.5, 0.5, Number.NaN, 1, 0]);
  assert.deepEqual([...toBytes({ width: 2, height: 1, data })], [0, 255, 128, 0, 255, 0]);
});

test('encodeWithin: PNG, then WebP, then JPEG, then smaller, always within the limit', async () => {
  const image = await photo(512);
  const limits = [2_000_000, 200_000, 45_000, 20_000, 1500];
  const files = await Promise.all(limits.map((limit) => encodeWithin(image, limit)));
  files.forEach((file, i) => {
    assert.ok(file.bytes.length <= limits[i]!, `${file.bytes.length} > ${limits[i]}`);
    assert.equal(sniff(file.bytes), file.format);
  });
  assert.deepEqual([files[0]!.format, files[0]!.width, files[0]!.quality], ['png', 512, 100]);
  assert.deepEqual([files[1]!.format, files[1]!.width], ['webp', 512]);
  assert.ok(files[4]!.width < 128 && Math.abs(files[4]!.width / files[4]!.height - 512 / 346) < 0.1);
});

test('encodeWithin ends even when nothing can fit', async () => {
  const { width, height, bytes } = await encodeWithin(await photo(32), 10);
  assert.equal(Math.min(width, height), 1);
  assert.ok(bytes.length > 10);
});

test('formatOf reads the ending and names the allowed ones', () => {
  assert.equal(formatOf('a/b.JPG'), 'jpeg');
  assert.equal(formatOf('b.webp'), 'webp');
  for (const name of ['x.gif', 'png', 'x.', 'x.png.txt']) {
    assert.throws(() => formatOf(name), {
      code: 'option.invalid',
      message: /\.png, \.jpeg, \.webp, \.avif or \.jpg/,
    });
  }
});
