import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onPaper } from '../images/alpha.ts';
import { decode } from '../images/decode.ts';
import { encode, encodeWithin } from '../images/encode.ts';
import type { Image } from '../images/image.ts';
import { sharp } from '../images/sharp.ts';
import type { Painting } from '../report/painting.ts';
import type { PaintRequest } from './request.ts';
import { paintTransparent } from './transparency.ts';

const SIDE = 64;
const GREEN = [20, 160, 60];

/** A green disc with a soft edge on nothing, as a file. */
function sticker(depth: 'uchar' | 'ushort' = 'uchar') {
  const pixels = new Uint8Array(4 * SIDE * SIDE);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const away = Math.hypot(x - SIDE / 2, y - SIDE / 2) - SIDE / 4;
      pixels.set([...GREEN, Math.round(255 * Math.min(1, Math.max(0, 0.5 - away / 4)))], 4 * (y * SIDE + x));
    }
  const file = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 4 } });
  return depth === 'uchar' ? file : file.toColourspace('rgb16');
}

const at = ({ data, width }: Image, x: number, y: number) =>
  [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)].map((value) => Math.round(255 * value));

/** Stands for painting: notes the photo, and answers it at another size, a little darker. */
async function painted(photo: Image, transparency?: PaintRequest['transparency']) {
  const given: Image[] = [];
  const request = { photo, transparency, quality: 'fast', engine: {} } as unknown as PaintRequest;
  const painting = await paintTransparent(request, async ({ photo }) => {
    given.push(photo);
    const data = new Float32Array(3 * 32 * 32).fill(0.25);
    return { image: { width: 32, height: 32, data } } as Painting;
  });
  return { given: given[0]!, image: painting.image };
}

describe('what is see-through in a photo', () => {
  it('is read beside its colours, which lie on white', async () => {
    for (const bytes of [
      await sticker().png().toBuffer(),
      await sticker('ushort').png().toBuffer(),
      await sticker().webp({ lossless: true }).toBuffer(),
      await sticker().avif({ lossless: true }).toBuffer(),
    ]) {
      const { alpha, ...photo } = await decode(bytes);
      assert.deepEqual([alpha?.[0], alpha?.[(SIDE / 2) * SIDE + SIDE / 2]], [0, 255]);
      assert.deepEqual(at(photo, 0, 0), [255, 255, 255]);
    }
    const small = await decode(await sticker().png().toBuffer(), { maxSide: 32 });
    assert.equal(small.alpha?.length, 32 * 32);
    const opaque = await decode(await sticker().flatten().ensureAlpha().png().toBuffer());
    assert.equal(opaque.alpha, undefined);
  });

  it('is painted in its own colours and cut away again, or is left on white', async () => {
    const photo = await decode(await sticker().png().toBuffer());
    const kept = await painted(photo);
    for (const [x, y] of [
      [0, 0],
      [SIDE / 2 + SIDE / 4, SIDE / 2],
      [SIDE / 2, SIDE / 2],
    ] as const) {
      const off = at(kept.given, x, y).map((value, c) => Math.abs(value - GREEN[c]!));
      assert.ok(Math.max(...off) <= 6, `${x}, ${y}: ${at(kept.given, x, y)}`);
    }
    assert.equal(kept.given.alpha, undefined);
    assert.deepEqual([kept.image.alpha?.[0], kept.image.alpha?.[16 * 32 + 16]], [0, 255]);
    const filled = await painted(photo, 'fill');
    assert.deepEqual(at(filled.given, 0, 0), [255, 255, 255]);
    assert.deepEqual([filled.given.alpha, filled.image.alpha], [undefined, undefined]);
  });

  it('is written so, also where the file has to be small, and in a JPEG lies on white', async () => {
    const { image } = await painted(await decode(await sticker().png().toBuffer()));
    for (const format of ['png', 'webp', 'avif'] as const) {
      const back = await decode(await encode(image, { format, quality: 100 }));
      assert.deepEqual([back.alpha?.[0], back.alpha?.[16 * 32 + 16]], [0, 255], format);
    }
    const jpeg = await decode(await encode(image, { format: 'jpeg' }));
    assert.ok(Math.min(...at(jpeg, 0, 0)) > 250);
    assert.deepEqual(at(onPaper(image), 0, 0), [255, 255, 255]);
    const { bytes, format } = await encodeWithin(image, 300);
    assert.equal((await decode(bytes)).alpha !== undefined, format !== 'jpeg');
  });
});
