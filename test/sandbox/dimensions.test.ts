import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dimensions } from '@atelier/sandbox/cdn/dimensions.ts';
import sharp from 'sharp';

const picture = sharp({ create: { width: 301, height: 77, channels: 4, background: '#c4421f80' } });
const size = { width: 301, height: 77 };

for (const format of ['png', 'jpeg', 'gif', 'webp', 'avif'] as const)
  test(`the size of a ${format} is read from its header`, async () => {
    assert.deepEqual(dimensions(await picture.clone().toFormat(format).toBuffer()), size);
  });

test('a lossless WebP and a progressive JPEG with EXIF too', async () => {
  assert.deepEqual(dimensions(await picture.clone().webp({ lossless: true }).toBuffer()), size);
  const jpeg = picture
    .clone()
    .withExif({ IFD0: { Artist: 'Ada' } })
    .jpeg({ progressive: true });
  assert.deepEqual(dimensions(await jpeg.toBuffer()), size);
});

test('what is no picture, or is cut off, has no size and does no harm', async () => {
  const png = await picture.clone().png().toBuffer();
  for (const bytes of [
    png.subarray(0, 20),
    Buffer.from('GIF8'),
    Buffer.from('<svg/>'),
    Buffer.alloc(0),
    Buffer.from([0xff, 0xd8, 0xff]),
  ])
    assert.equal(dimensions(bytes), undefined);
});
