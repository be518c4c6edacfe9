import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frames } from './frames.ts';

const numbered = (width: number) => ({ width, height: 1, data: new Float32Array(3) });

test('few pictures are all kept, in order, with the finished one last', () => {
  const frames = new Frames(4);
  for (let i = 1; i <= 4; i++) frames.offer(() => numbered(i));
  assert.deepEqual(
    frames.finish(numbered(99)).map(({ width }) => width),
    [1, 2, 3, 4, 99],
  );
});

test('many pictures: evenly spaced, never more than asked for, and only those are made', () => {
  const frames = new Frames(4);
  let made = 0;
  for (let i = 0; i < 100; i++) {
    frames.offer(() => {
      made++;
      return numbered(i);
    });
  }
  const kept = frames.finish(numbered(100)).map(({ width }) => width);
  assert.deepEqual(kept, [0, 32, 64, 96, 100]);
  assert.ok(made < 20, `${made} pictures made`);
});

test('every so many', () => {
  const frames = new Frames(10, 3);
  for (let i = 0; i < 8; i++) frames.offer(() => numbered(i));
  assert.deepEqual(
    frames.finish(numbered(8)).map(({ width }) => width),
    [0, 3, 6, 8],
  );
});
