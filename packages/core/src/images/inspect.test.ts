import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from './inspect.ts';
import { IMAGE_LIMITS } from './limits.ts';
import { sharp } from './sharp.ts';

// the long list of malformed files is in test/hostile

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#2a6' } });

test('type and size as a person sees them', async () => {
  assert.deepEqual(await inspect(await plain(30, 20).jpeg().toBuffer()), {
    type: 'jpeg',
    width: 30,
    height: 20,
  });
  const turned = await plain(30, 20).withMetadata({ orientation: 8 }).jpeg().toBuffer();
  assert.deepEqual(await inspect(turned), { type: 'jpeg', width: 20, height: 30 });
});

test('the limits themselves are still accepted, one pixel beyond is not', async () => {
  const { minSide, maxAspect } = IMAGE_LIMITS;
  const strip = minSide * maxAspect;
  await inspect(await plain(strip, minSide).png().toBuffer());
  await assert.rejects(
    inspect(
      await plain(strip + 1, minSide)
        .png()
        .toBuffer(),
    ),
    { code: 'image.too-narrow' },
  );
  await assert.rejects(
    inspect(
      await plain(minSide - 1, minSide)
        .png()
        .toBuffer(),
    ),
    {
      code: 'image.too-small',
      data: { width: minSide - 1, height: minSide, limit: minSide },
    },
  );
});

test('a refusal does not block the next picture', async () => {
  await assert.rejects(inspect(new Uint8Array(0)), { code: 'image.empty' });
  await assert.rejects(inspect(Buffer.from('hello')), { code: 'image.unknown-type' });
  assert.equal((await inspect(await plain(30, 20).webp().toBuffer())).type, 'webp');
});
