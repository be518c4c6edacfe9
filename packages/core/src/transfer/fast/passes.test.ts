import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPTIONS, STROKES } from '../options.ts';
import { fastPasses, LAYOUT_SIDE } from './passes.ts';

const sides = (...given: Parameters<typeof fastPasses>) => fastPasses(...given).map(({ side }) => side);

test('up to the layout’s side one pass of the result’s size, and a second one of that size for more strength', () => {
  for (const size of [64, 300, 512]) assert.deepEqual(fastPasses(size), [{ side: size, share: 1 }]);
  const stronger = fastPasses(300, { secondPass: 0.2 });
  assert.deepEqual(stronger, [
    { side: 300, share: 1 },
    { side: 300, share: 0.2 },
  ]);
});

test('larger pictures are laid out at one and the same side, and no pass is much larger than the one before', () => {
  assert.deepEqual(sides(1024), [512, 640]);
  assert.deepEqual(sides(2048), [512, 849, 1408]);
  for (let size = LAYOUT_SIDE; size <= OPTIONS.size.fast.max; size += 7) {
    const [first, ...later] = sides(size);
    assert.equal(first, LAYOUT_SIDE);
    let before = first;
    for (const side of later) {
      assert.ok(side >= before && side / before < 2.6 && side <= Math.max(first, size), `${size}: ${side}`);
      before = side;
    }
    assert.ok(before >= 0.62 * size || before === first, `${size} ends at ${before}`);
  }
});

test('all passes together take at most 1.3 times the pixels of one pass, at every size from 800', () => {
  for (let size = 800; size <= OPTIONS.size.fast.max; size += 8) {
    const pixels = sides(size).reduce((sum, side) => sum + side ** 2, 0);
    assert.ok(pixels <= 1.3 * size ** 2, `${size}: ${pixels / size ** 2}`);
  }
});

test('no jump: a pixel more or a step of strength more changes a share by little', () => {
  for (let size = 500; size < 1100; size++) {
    const [a, b] = [fastPasses(size)[1]?.share ?? 0, fastPasses(size + 1)[1]?.share ?? 0];
    assert.ok(b >= a && b - a < 0.002, `${size}: ${a}, ${b}`);
  }
});

test('strokes: broader ones are laid out smaller; what is unknown is refused', () => {
  for (const size of [256, 512, 1024, 2048]) {
    const [fine, medium, broad] = STROKES.map((strokes) => sides(size, { strokes })[0]!) as [
      number,
      number,
      number,
    ];
    assert.ok(fine > medium && medium > broad, `${size}: ${fine}, ${medium}, ${broad}`);
  }
  assert.throws(() => fastPasses(512, { strokes: 'huge' as 'fine' }), { code: 'option.invalid' });
});
