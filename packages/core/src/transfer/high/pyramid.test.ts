import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScheduleOptions } from '../request.ts';
import { costOf, isHandedOn, pyramid } from './pyramid.ts';

test('sizes grow by √2 to the size asked for, iterations shrink', () => {
  const levels = pyramid(3000, 2000, 512);
  const last = levels.at(-1)!;
  assert.deepEqual([last.width, last.height], [512, 341]);
  for (let i = 1; i < levels.length; i++) {
    const growth = levels[i]!.side / levels[i - 1]!.side;
    assert.ok(Math.abs(growth - Math.SQRT2) < 0.02, `${growth}`);
    assert.ok(levels[i]!.iterations <= levels[i - 1]!.iterations);
  }
});

test('a small picture has one level at its own size', () => {
  const levels = pyramid(90, 120, 120);
  assert.equal(levels.length, 1);
  assert.deepEqual([levels[0]!.width, levels[0]!.height], [90, 120]);
});

const iterationsOf = (levels: { iterations: number }[]) => levels.map(({ iterations }) => iterations);
const sumOf = (levels: { iterations: number }[]) => iterationsOf(levels).reduce((a, b) => a + b, 0);

test('iterations are spread over the sizes in the same proportions, and sum to what was asked', () => {
  const usual = iterationsOf(pyramid(512, 400, 512));
  const double = pyramid(512, 400, 512, { iterations: 2 * usual.reduce((a, b) => a + b, 0) });
  assert.deepEqual(
    iterationsOf(double),
    usual.map((iterations) => 2 * iterations),
  );
  assert.equal(sumOf(pyramid(512, 400, 512, { iterations: 101 })), 101);
  assert.ok(iterationsOf(pyramid(512, 400, 512, { iterations: 1 })).every((iterations) => iterations === 1));
});

test('one size takes as many iterations as the usual ones together', () => {
  const usual = pyramid(512, 400, 512);
  const one = pyramid(512, 400, 512, { levels: 1 });
  assert.deepEqual([one.length, one[0]!.width, sumOf(one)], [1, 512, sumOf(usual)]);
});

test('the work follows the pixels, from 256 to 2048', () => {
  for (const side of [256, 362, 512, 1024, 2048]) {
    const work = pyramid(side, side, side).reduce((sum, level) => sum + costOf(level), 0) / side ** 2;
    assert.ok(work > 57 && work < 63, `${side}: ${work}`);
  }
});

test('what is begun already is painted at the end size alone, unless sizes are given', () => {
  const [only, ...others] = pyramid(3000, 2000, 512, { begun: true });
  assert.deepEqual([only!.width, only!.side, others], [512, 512, []]);
  assert.equal(sumOf(pyramid(512, 400, 1024, { begun: true })), only!.iterations);
  assert.equal(sumOf(pyramid(512, 400, 1024, { begun: true, iterations: 7 })), 7);
  assert.ok(costOf(only!) < (sumOf(pyramid(3000, 2000, 512, { levels: 1 })) * 512 * 341) / 4);
  for (const sizes of [{ levels: 3 }, { coarsest: 256 }]) {
    assert.deepEqual(pyramid(512, 400, 512, { begun: true, ...sizes }), pyramid(512, 400, 512, sizes));
  }
});

test('what is handed on is painted at three quarters of the size, unless that is small or sizes are given', () => {
  const at = (side: number, options: ScheduleOptions = {}) =>
    pyramid(3 * side, 2 * side, side, { begun: true, handsOn: true, ...options });
  const [only, ...others] = at(1024);
  assert.deepEqual([only!.width, only!.height, only!.side, others], [768, 512, 768, []]);
  assert.equal(sumOf(at(1024)), sumOf(at(512)));
  assert.ok(isHandedOn(at(512), 512));
  for (const side of [64, 256]) assert.equal(at(side)[0]!.side, side);
  assert.deepEqual([at(300)[0]!.side, at(300, { iterations: 7 })[0]!.iterations], [256, 7]);
  assert.equal(isHandedOn(at(512, { levels: 1 }), 512), false);
});

test('the number of sizes, or the coarsest; both is too much', () => {
  const sides = (options: ScheduleOptions) => pyramid(512, 512, 512, options).map(({ side }) => side);
  assert.deepEqual(sides({ levels: 3 }), [256, 362, 512]);
  assert.deepEqual(sides({ coarsest: 128 }), [128, 181, 256, 362, 512]);
  assert.throws(() => sides({ levels: 3, coarsest: 128 }), { code: 'option.invalid' });
  assert.throws(() => sides({ iterations: 0 }), { code: 'option.invalid' });
  assert.throws(() => sides({ levels: 0 }), { code: 'option.invalid' });
  assert.throws(() => sides({ coarsest: 12.5 }), { code: 'option.invalid' });
});
