import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AtelierError } from '@atelier/core/errors.ts';
import type { Request } from '@atelier/core/isolated/messages.ts';
import { PictureProcess } from '@atelier/core/isolated/process.ts';
import { malformed } from './malformed.ts';
import type { Cost } from './measured-child.ts';

const SEED = Number(process.env.ATELIER_TEST_SEED ?? 20260712);
/** What one picture may cost whoever looks into it: CPU time of the process, as no clock is told by a busy machine. */
const MOST: Cost = { cpuMs: 2000, peak: 600 };
const pictures = new PictureProcess(new URL('./measured-child.ts', import.meta.url));
after(() => pictures.stop());

/** What it cost, and the error or null; anything but a refusal of the picture fails the test. */
async function outcome(name: string, request: Request): Promise<Cost & { refused: AtelierError | null }> {
  try {
    const { cpuMs, peak } = (await pictures.run(request)) as Cost;
    return { refused: null, cpuMs, peak };
  } catch (error) {
    assert.ok(error instanceof AtelierError && error.code.startsWith('image.'), `${name}: ${error}`);
    // too long, too much memory, and a process that died are refusals too, but none of these may cause them
    assert.notEqual(error.code, 'image.too-costly', `${name}: ${error.cause}`);
    assert.doesNotMatch(String(error.cause), /picture process ended/, name);
    return { refused: error, cpuMs: Number(error.data.cpuMs), peak: Number(error.data.peak) };
  }
}

test('300 malformed pictures: each is refused or read, none costs 2 s or 600 MB, and what the bot accepts the worker can read', async (test) => {
  const slowest = { name: '', cpuMs: 0 };
  let largest = 0;
  let accepted = 0;
  for (const { name, bytes } of await malformed(300, SEED)) {
    const { refused, cpuMs, peak } = await outcome(name, { task: 'inspect', args: [bytes] });
    assert.ok(
      cpuMs < MOST.cpuMs && peak < MOST.peak,
      `${name}: ${Math.round(cpuMs)} ms, ${Math.round(peak)} MB`,
    );
    if (cpuMs > slowest.cpuMs) Object.assign(slowest, { name, cpuMs });
    largest = Math.max(largest, peak);
    if (refused) continue;
    accepted++;
    for (const side of [20, 100, 4000]) {
      const request: Request = { task: 'compare', args: [bytes, bytes, side] };
      const read = await outcome(name, request);
      assert.equal(read.refused, null, `${name} was accepted, and cannot be read at ${side}`);
      assert.ok(read.peak < MOST.peak, `${name}: ${Math.round(read.peak)} MB`);
    }
  }
  assert.ok(
    accepted > 30 && accepted < 270,
    `${accepted} accepted: the pictures are not what they should be`,
  );
  assert.ok(slowest.cpuMs > 0 && largest > 0, 'nothing was measured');
  const spent = `${Math.round(slowest.cpuMs)} ms of CPU (${slowest.name}), ${Math.round(largest)} MB`;
  test.diagnostic(`${accepted} accepted; the most that looking into one took: ${spent}`);
});
