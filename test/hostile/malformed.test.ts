import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AtelierError } from '@atelier/core/errors.ts';
import type { Request } from '@atelier/core/isolated/messages.ts';
import { PictureProcess } from '@atelier/core/isolated/process.ts';
import { malformed } from './malformed.ts';

const SEED = Number(process.env.ATELIER_TEST_SEED ?? 20260712);
const pictures = new PictureProcess();
after(() => pictures.stop());

/** null, or the error; anything but a refusal of the picture fails the test. */
async function outcome(name: string, request: Request): Promise<AtelierError | null> {
  try {
    await pictures.run(request);
    return null;
  } catch (error) {
    assert.ok(error instanceof AtelierError && error.code.startsWith('image.'), `${name}: ${error}`);
    // too long, too much memory, and a process that died are refusals too, but none of these may cause them
    assert.notEqual(error.code, 'image.too-costly', `${name}: ${error.cause}`);
    assert.doesNotMatch(String(error.cause), /picture process ended/, name);
    return error;
  }
}

test('300 malformed pictures: each is refused or read, and what the bot accepts the worker can read', async (test) => {
  const slowest = { name: '', ms: 0 };
  let accepted = 0;
  for (const { name, bytes } of await malformed(300, SEED)) {
    const began = performance.now();
    const refused = await outcome(name, { task: 'inspect', args: [bytes] });
    const ms = performance.now() - began;
    if (ms > slowest.ms) Object.assign(slowest, { name, ms });
    if (refused) continue;
    accepted++;
    for (const side of [20, 100, 4000]) {
      const request: Request = { task: 'compare', args: [bytes, bytes, side] };
      assert.equal(await outcome(name, request), null, `${name} was accepted, and cannot be read at ${side}`);
    }
  }
  assert.ok(
    accepted > 30 && accepted < 270,
    `${accepted} accepted: the pictures are not what they should be`,
  );
  test.diagnostic(`${accepted} accepted; the slowest took ${Math.round(slowest.ms)} ms (${slowest.name})`);
});
