import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutText } from './png-text.ts';
import { sharp } from './sharp.ts';

/** a chunk without a right checksum: nobody reads it */
function chunk(name: string, length: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  return Buffer.concat([size, Buffer.from(name), Buffer.alloc(length + 4)]);
}

const HEADER_END = 8 + 25;

test('text chunks go, everything else stays byte for byte', async () => {
  const png = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#135' } })
    .png()
    .toBuffer();
  const texts = [chunk('tEXt', 5), chunk('zTXt', 1000), chunk('iTXt', 0)];
  const stuffed = Buffer.concat([
    png.subarray(0, HEADER_END),
    ...texts,
    png.subarray(HEADER_END),
    chunk('tEXt', 3),
  ]);
  assert.deepEqual(Buffer.from(withoutText(stuffed)), png);
});

test('a PNG without text is handed back itself', async () => {
  const png = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#135' } })
    .png()
    .toBuffer();
  assert.equal(withoutText(png), png);
});

test('lengths beyond the end do not hurt', () => {
  const broken = Buffer.concat([Buffer.alloc(8), chunk('zTXt', 100)]).subarray(0, 60);
  assert.equal(withoutText(broken).length, 8);
  assert.equal(withoutText(new Uint8Array(3)).length, 3);
});
