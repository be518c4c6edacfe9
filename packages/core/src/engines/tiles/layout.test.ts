import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutFor, spansOf } from './layout.ts';

const HALO = { multiple: 16, before: 70, after: 70 };

for (const length of [300, 511, 1024, 2047, 2048]) {
  for (const count of [1, 2, 3, 5, 8]) {
    test(`up to ${count} cut-outs of ${length} pixels cover it once, each with its halo`, () => {
      const { cut, spans } = spansOf(length, HALO, count);
      assert.equal(spans[0]!.from, 0);
      assert.equal(spans.at(-1)!.to, length);
      spans.forEach(({ start, from, to }, i) => {
        assert.ok(start >= 0 && start + cut <= length, 'inside the picture');
        assert.equal(start % HALO.multiple, 0);
        assert.ok(from < to, 'not empty');
        if (i > 0) assert.equal(from, spans[i - 1]!.to);
        if (start > 0) assert.ok(from - start >= HALO.before);
        if (start + cut < length) assert.ok(start + cut - to >= HALO.after);
        // An odd rest may be dropped by pooling at the picture's own end only.
        if (i === spans.length - 1) assert.equal(start + cut, length);
      });
    });
  }
}

test('of the layouts that fit, the one with the least work', () => {
  const { cut, tiles } = layoutFor({ width: 2048, height: 1024 }, HALO, 1024 * 1200);
  assert.equal(tiles.length, 2);
  assert.deepEqual(cut, { width: 1120, height: 1024 });
  assert.equal(layoutFor({ width: 640, height: 480 }, HALO, 1e6).tiles.length, 1);
});
